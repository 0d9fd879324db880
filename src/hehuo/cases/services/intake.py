"""How a case comes in: reported by a resident, entered by a worker for a caller."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.cases.models import Case, Complainant, Kind
from hehuo.cases.rules import due_at, grade_limit
from hehuo.cases.selectors.secret import digest, link_token, new_secret
from hehuo.ground import codes
from hehuo.ground.access import HANDLERS, Viewer
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, NotAllowed
from hehuo.ground.secrets import seal
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.parties import services as parties
from hehuo.places import selectors as places
from hehuo.policies import selectors as policies

from .opening import insert, unserved
from .steps import choice, moment, words

#: How a case reached us. Imports bring codes of their own.
CHANNELS = {
    "web": pgettext_lazy("channel", "Web page"),
    "phone": pgettext_lazy("channel", "Telephone"),
    "visit": pgettext_lazy("channel", "At the counter"),
    "letter": pgettext_lazy("channel", "Letter"),
    "patrol": pgettext_lazy("channel", "Seen on a round"),
    "api": pgettext_lazy("channel", "Another programme"),
    "12345": pgettext_lazy("channel", "12345 hotline"),
}
_TITLE = 30
_MOBILE = re.compile(r"1[3-9][\d -]{9,}$")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the complainant takes home: shown once, the secret is not stored."""

    case: Case
    number: str
    secret: str
    token: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as far as she says. All of it is optional; ``hidden`` is 保密: not even masked for other units."""

    name: str = ""
    phone: str = ""
    email: str = ""
    hidden: bool = False
    may_be_called: bool = True
    language: str = "zh-hans"
    dwelling: str = ""

    @property
    def silent(self) -> bool:
        """Whether nothing was said that would have to be kept."""
        return not (self.name or self.phone or self.email or self.dwelling)


@service
def report_case(
    *,
    by: Viewer,
    text: str,
    place: str = "",
    kind: str = Kind.HELP,
    category: str | None = None,
    title: str = "",
    address: str = "",
    lon: float | None = None,
    lat: float | None = None,
    caller: Caller | None = None,
    source: str = "web",
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Receipt:
    """A resident reports something, without an account. ``place`` is a division code, or lies under ``lon``/``lat``
    (WGS-84). Raises Invalid naming the fields; Conflict where ``key`` came with other words.
    """
    asked = _Asked(
        text, place, kind, category, title, address, lon, lat, caller or Caller(), source, happened_at=happened_at
    )
    return _open(by, asked, key, "report_case")


@service
def enter_case(
    *,
    by: Viewer,
    text: str,
    place: str = "",
    kind: str = Kind.HELP,
    category: str | None = None,
    title: str = "",
    address: str = "",
    lon: float | None = None,
    lat: float | None = None,
    caller: Caller | None = None,
    source: str = "phone",
    urgent: bool = False,
    grade: int | None = None,
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Receipt:
    """A worker types for somebody who called, wrote or came. Raises NotAllowed outside her places, else as
    :func:`report_case`.
    """
    asked = _Asked(
        text, place, kind, category, title, address, lon, lat, caller or Caller(), source, urgent, grade, happened_at
    )
    where = _place(asked)
    if not by.has(*HANDLERS, place=where):
        raise NotAllowed(_("You can enter cases for your own places only."))
    return _open(by, asked, key, "enter_case")


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    place: str
    kind: str
    category: str | None
    title: str
    address: str
    lon: float | None
    lat: float | None
    caller: Caller
    source: str
    urgent: bool = False
    grade: int | None = None
    happened_at: datetime | None = None


def _open(by: Viewer, asked: _Asked, key: str | None, service_name: str) -> Receipt:
    fingerprint = f"{by.person_id}|{asked}"
    if (known := journal.replay(key=key, service=service_name, fingerprint=fingerprint)) is not None:
        case = Case.objects.get(pk=known)
        return Receipt(case, case.number, new_secret(key), link_token(case))
    secret = new_secret(key)
    case = build(by, asked)
    case.secret = digest(secret)
    insert(by, case, asked.category)
    _keep_caller(by, case, asked.caller)
    journal.remember(key=key, service=service_name, fingerprint=fingerprint, result=case.pk)
    return Receipt(case, case.number, secret, link_token(case))


def build(by: Viewer, asked: _Asked) -> Case:
    """The case that ``asked`` describes, with its clocks, not saved: :func:`insert` looks its place and category up.

    Raises Invalid. Costs no query as a rule.
    """
    choice(asked.kind, Kind.values, "kind")
    choice(asked.source, CHANNELS, "source")
    text = words(asked.text, "text")
    place = _place(asked)
    opened = moment(asked.happened_at)
    grade = asked.grade or policies.value("cases.grade.urgent" if asked.urgent else "cases.grade.default", place)
    if grade not in range(1, 5):
        raise Invalid(_("Grades go from 1 to 4."), fields={"grade": _("Grades go from 1 to 4.")})

    def read(key: str) -> Any:
        return policies.value(key, place, opened)

    due = due_at(opened, grade_limit(grade, read), policies.calendar())
    return Case(
        place=place,
        source=asked.source,
        kind=asked.kind,
        title=words(asked.title, "title", most=120, needed=False) or title_of(text),
        text=text,
        address=words(asked.address, "address", most=200, needed=False),
        lon=asked.lon,
        lat=asked.lat,
        grade=grade,
        urgent=asked.urgent,
        opened_at=opened,
        due_at=due,
        contact_by=min(due, opened + read("cases.contact.within")),
        policy_version=policies.version(opened),
        entered_by_id=by.person_id,
    )


def title_of(text: str) -> str:
    """A title for a text without one: its first sentence, cut at thirty characters."""
    first = " ".join(clean(text).partition("\n")[0].split())
    for stop in "。！？；!?;":
        first = first.split(stop, 1)[0]
    return first if len(first) <= _TITLE else first[: _TITLE - 1] + "…"


def _place(asked: _Asked) -> str:
    """The division code at which it happened, from the code given or the point on the map. Raises Invalid."""
    if (asked.lon is None) != (asked.lat is None) or (
        asked.lon is not None and asked.lat is not None and not (-180 <= asked.lon <= 180 and -90 <= asked.lat <= 90)
    ):
        raise Invalid(_("This is no position on Earth."), fields={"lon": _("This is no position on Earth.")})
    code = asked.place.strip()
    if not code and asked.lon is not None and asked.lat is not None:
        found = places.community_at(asked.lon, asked.lat)
        code = found.code if found else ""
    if not code:
        message = _("Tell us where it is: choose a community from the list, or the point on the map.")
        raise Invalid(message, fields={"place": message})
    if not codes.is_code(code) or codes.level(code) < Level.SUBDISTRICT:
        raise unserved(code)
    return code


def _keep_caller(by: Viewer, case: Case, caller: Caller) -> None:
    if caller.silent:
        return
    contact = None
    for kind, value, field in (
        ("mobile" if _MOBILE.search(caller.phone) else "phone", caller.phone, "phone"),
        ("email", caller.email, "email"),
    ):
        if value and contact is None:
            try:
                contact = parties.keep_contact(by=by, kind=kind, value=value)
            except Invalid as error:
                raise Invalid(error.message, fields={field: error.message}) from None
    Complainant.objects.create(
        case=case,
        name=seal(words(caller.name, "name", most=60)) if caller.name else None,
        contact=contact,
        hidden=caller.hidden,
        may_be_called=caller.may_be_called,
        language=caller.language,
        dwelling=caller.dwelling,
    )
