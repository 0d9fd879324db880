"""Where to go about each line of a gate, and what the rooms above offer to do at this point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships.selectors import Check, Missing, Stage

from .shapes import Act, Lack

if TYPE_CHECKING:
    from hehuo.partnerships.models import Partnership


@dataclass(frozen=True, slots=True)
class Around:
    """What already stands around a partnership: the addresses of its open meeting, action and watch, "" for none."""

    partnership: Partnership
    meeting: str = ""
    action: str = ""
    watch: str = ""

    @property
    def call_meeting(self) -> str:
        """The form that calls a meeting of this table."""
        return f"{reverse('meetings-new')}?subject={self.partnership.subject}"

    @property
    def draft_action(self) -> str:
        """The form that draws an action from the plan."""
        return reverse("actions-new", args=[self.partnership.number])

    @property
    def set_up_watch(self) -> str:
        """The form that sets up rounds."""
        return reverse("watches-new", args=[self.partnership.number])


def lacking(around: Around, lines: Sequence[Check], to: Stage | None) -> list[Missing]:
    """The open lines of the gate, those marked that a leader let pass."""
    table = around.partnership
    passed = {row.code for row in partnerships.overrides(table) if row.stage == to and row.round == table.round}
    return [
        Missing(line.code, line.message, line.source, line.legal, line.code in passed and not line.legal, line.about)
        for line in lines
        if not line.ok
    ]


def shown(around: Around, lacks: Sequence[Missing], *, may_work: bool) -> list[Lack]:
    """Each line with where to go about it; whoever only reads gets no links and does not learn of which risk."""
    rows = []
    for lack in lacks:
        url, do = _way(around, lack) if may_work and not lack.overridden else ("", "")
        message = lack.message if may_work or not _sensitive(lack.code) else _("A risk is not met yet.")
        rows.append(Lack(message, lack.source, lack.legal, lack.overridden, url, do))
    return rows


def there(lines: Sequence[Check], *, may_work: bool) -> list[Any]:
    """What the gate demands and is there already."""
    return [line.label for line in lines if line.ok and (may_work or not _sensitive(line.code))]


def _sensitive(code: str) -> bool:
    """Whether a line may speak of somebody's health or temper (《个人信息保护法》 art. 28)."""
    return code.startswith("risk.")


def _way(around: Around, lack: Missing) -> tuple[str, Any]:
    """A page of the partnership's own room, else one of the rooms above."""
    if (move := partnerships.answer_to(around.partnership, lack)) is not None:
        return move.url, move.label
    head, _dot, rest = lack.code.partition(".")
    match head:
        case "meeting":
            return around.meeting or around.call_meeting, _("To the meeting") if around.meeting else _("Call one")
        case "action":
            return around.action or around.draft_action, _("To the action") if around.action else _("Draw it up")
        case "watch":
            return around.watch or around.set_up_watch, _("To the rounds") if around.watch else _("Set up rounds")
        case "custody":
            return f"{reverse('custody-inventories')}?partnership={around.partnership.number}", _("To the things")
        case "call_back":
            return reverse("desk-case", args=[rest]), _("Call back")
    return "", ""


def offered(around: Around, stage: Stage) -> list[Act]:
    """What the rooms above offer whoever works for the table; what this stage waits for stands in front."""
    number = around.partnership.number
    found = []
    if not around.meeting:
        wanted = stage in (Stage.CONVENED, Stage.SURVEYED)
        found.append(Act(_("Call a meeting"), around.call_meeting, primary=stage is Stage.SURVEYED, more=not wanted))
    found.append(Act(pgettext_lazy("move", "Blow a whistle"), f"{reverse('whistles-new')}?partnership={number}"))
    if stage in (Stage.PLANNED, Stage.ACTING) and not around.action:
        found.append(Act(_("Draw up the joint action"), around.draft_action, primary=stage is Stage.PLANNED))
    if stage in (Stage.PLANNED, Stage.ACTING, Stage.WATCHING):
        found.append(Act(_("Number things"), f"{reverse('custody-open')}?partnership={number}"))
    if stage in (Stage.ACTING, Stage.WATCHING) and not around.watch:
        found.append(Act(_("Set up rounds"), around.set_up_watch, primary=stage is Stage.ACTING))
    return found
