"""The closing report (行动纪实) on A4: what was done, by whom, in which order, with pictures before and after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.actions import selectors
from hehuo.actions.models import Action, Picture, Step
from hehuo.actions.rules import Moment, RollRole, RollState, StepState
from hehuo.ground.access import Viewer
from hehuo.ground.clock import BEIJING, now
from hehuo.ground.paper import document, stamp
from hehuo.places import selectors as places

_TEMPLATE = Path(__file__).with_name("report.typ")
#: Pictures of one moment on the report; the others stay in the house.
MOST = 6
_MARKS = {StepState.DONE: "✓", StepState.SKIPPED: "–", StepState.ABORTED: "×", StepState.OPEN: ""}


def closing_report(viewer: Viewer, action: Action) -> bytes:
    """The report as PDF. Names of residents are masked; statements and signatures stand on it only for those who may
    read them."""
    pictures: dict[str, bytes] = {}
    facts = {
        **_head(viewer, action),
        "steps_title": _("Steps"),
        "steps_head": ["", pgettext("report", "Step"), pgettext("report", "Who"), pgettext("report", "When")],
        "steps": [_step(step) for step in selectors.steps_of(action)],
        "roll_title": _("Roll-call"),
        "roll_head": [pgettext("report", "Standing"), pgettext("report", "Who"), pgettext("report", "Found")],
        "roll": [_line(line) for line in selectors.roll(action)],
        "admonitions_title": _("Admonition"),
        "admonitions": [_admonition(one) for one in selectors.admonitions(action)],
        "statements_title": _("Statements"),
        "statements": [_statement(said, pictures) for said in selectors.statements(viewer, action)],
        "witnesses_title": pgettext("report", "Witnesses"),
        "witnesses": [_witness(saw, pictures) for saw in selectors.witness_list(viewer, action)],
        "incidents_title": _("Incidents"),
        "incidents": [_incident(logged) for logged in reversed(selectors.incidents(viewer, action))],
        "photos": _photos(viewer, action, pictures),
    }
    return document(_TEMPLATE, facts, pictures)


def _head(viewer: Viewer, action: Action) -> dict[str, Any]:
    closing = getattr(action, "closing", None)
    counts = selectors.counts(action)
    rows = [
        [pgettext("report", "Partnership"), f"{action.partnership.title}（{action.partnership.number}）"],
        [pgettext("report", "Place"), places.path_of(action.place, viewer)],
        [pgettext("report", "Meeting point"), action.meeting_point],
        [pgettext("report", "Leader"), str(action.leader or "")],
        [pgettext("report", "Notice"), _joined(action.get_notice_display(), stamp(action.announced_at))],
        [pgettext("report", "Begun"), stamp(action.begun_at) or stamp(action.starts_at)],
        [pgettext("report", "Ended"), stamp(action.ended_at)],
        [
            pgettext("report", "Roll"),
            _("%(present)s present, %(excused)s excused, %(absent)s absent")
            % {"present": counts.present, "excused": counts.excused, "absent": counts.absent},
        ],
    ]
    return {
        "sign": _("Hehuo"),
        "title": _("Record of the joint action"),
        "heading": action.title,
        "number": action.number,
        "state": str(action.state_is.label),
        "aborted": bool(closing and closing.aborted),
        "rows": [row for row in rows if row[1]],
        "summary_title": _("Why it was broken off") if closing and closing.aborted else _("Result"),
        "summary": closing.words if closing else "",
        "printed": _("Printed %(at)s") % {"at": stamp(now())},
        "foot": f"{action.number} · {action.title}",
        "signatures": [_("Leader of the action"), _("Enforcement"), _("Community")],
    }


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _time(moment: Any) -> str:
    return f"{moment.astimezone(BEIJING):%H:%M}" if moment else ""


def _step(step: Step) -> list[str]:
    said = _joined(step.title, "" if step.state_is is StepState.DONE else str(step.state_is.label))
    note = f"\n{step.note}" if step.note else ""
    return [_MARKS[step.state_is], said + note, selectors.who(step), _time(step.done_at)]


def _line(line: Any) -> list[str]:
    role = RollRole(line.role)
    unit = str(line.organisation or "")
    name = selectors.line_name(line)
    certificate = _("certificate %(number)s") % {"number": line.certificate} if line.certificate else ""
    found = _joined(str(RollState(line.state).label), line.reason)
    return [str(role.label), _joined(name, unit if unit != name else "", certificate), found]


def _admonition(one: Any) -> dict[str, str]:
    officers = "、".join(_officer(line) for line in one.officers.all())
    return {
        "head": _joined(str(one.organisation), officers, stamp(one.happened_at)),
        "text": one.text,
        "heard": _("Heard by: %(who)s") % {"who": one.get_heard_by_display()},
        "response": _("Answer: %(words)s") % {"words": one.response} if one.response else "",
    }


def _officer(line: Any) -> str:
    """An officer by name, where one is known, and certificate; the organisation stands before it."""
    name = selectors.line_name(line)
    return _joined("" if name == str(line.organisation or "") else name, line.certificate)


def _statement(said: Any, pictures: dict[str, bytes]) -> dict[str, str]:
    row = said.row
    how = _("refused to sign; a witness stands for it") if row.refused_to_sign else ""
    return {
        "head": _joined(row.get_speaker_display(), said.name, stamp(row.happened_at)),
        "text": row.text,
        "how": how or (_("signed on paper") if row.on_paper and not row.signed else ""),
        "label": pgettext("report", "Signature"),
        "picture": _signature(said.files, pictures) if row.signed else "",
    }


def _witness(saw: Any, pictures: dict[str, bytes]) -> dict[str, str]:
    row = saw.row
    return {
        "head": _joined(saw.name, row.standing, str(row.organisation or "")),
        "label": pgettext("report", "Signature"),
        "picture": _signature(saw.files, pictures) if row.signed else "",
    }


def _signature(kept: Sequence[Any], pictures: dict[str, bytes]) -> str:
    found = next((one for one in kept if one.is_photo), None)
    return _put(found, pictures) if found is not None else ""


def _incident(logged: Any) -> list[str]:
    row = logged.row
    words = logged.text or (_("(words for those who must know)") if logged.withheld else "")
    return [_time(row.happened_at), _joined(row.get_kind_display(), row.get_severity_display()), words]


def _photos(viewer: Viewer, action: Action, pictures: dict[str, bytes]) -> list[dict[str, Any]]:
    found = selectors.pictures(viewer, action)
    order = ((Moment.BEFORE, _("Before")), (Moment.DURING, _("During")), (Moment.AFTER, _("After")))
    return [
        {"title": title, "files": [_shown(one, pictures) for one in found[moment][:MOST]]}
        for moment, title in order
        if found[moment]
    ]


def _shown(one: Picture, pictures: dict[str, bytes]) -> list[str]:
    return [_put(one.attachment, pictures), _joined(_time(one.taken_at), one.step.title if one.step else "")]


def _put(attachment: Any, pictures: dict[str, bytes]) -> str:
    """Its bytes for the document, under a name of ours; the smaller picture where there is one."""
    ending = {"image/png": "png", "image/webp": "webp"}.get(attachment.content_type, "jpg")
    name = f"p{attachment.pk}.{ending}"
    if name not in pictures:
        with attachment.file.open("rb") as stored:
            pictures[name] = stored.read()
    return name
