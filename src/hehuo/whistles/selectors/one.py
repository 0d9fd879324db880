"""One whistle and what hangs on it. Fetching is authorising: who may not know of it gets NotFound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.ground import rows
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.journal.kinds import resolver
from hehuo.journal.selectors import register_lookup as open_to_checks
from hehuo.whistles import policy
from hehuo.whistles.models import Call, CheckIn, Whistle

_RELATED = ("category", "lead", "by_organisation", "proposed_by", "blown_by", "ended_by")


def whistle_for(viewer: Viewer, number: str) -> Whistle:
    """The whistle with this number. Raises NotFound for those who may not know of it. At most two queries."""
    whistle = Whistle.objects.select_related(*_RELATED, "partnership", "case").filter(number=number).first()
    if whistle is None or not policy.may_know(viewer, whistle):
        raise NotFound(_("There is no such whistle."))
    return whistle


def call_for(viewer: Viewer, pk: int) -> Call:
    """One call of a whistle that ``viewer`` may know of. Raises NotFound."""
    call = rows.fetch(Call, "id = %s", pk)
    own = call is not None and call.organisation_id in viewer.organisations and viewer.holds(*policy.BY_ORGANISATION)
    if call is None or not ((own and call.called_at is not None) or policy.may_know(viewer, call.whistle)):
        raise NotFound(_("There is no such whistle."))
    return call


def check_in_for(viewer: Viewer, pk: int) -> CheckIn:
    """One check-in at a whistle that ``viewer`` may know of. Raises NotFound."""
    row = CheckIn.objects.select_related("call__whistle", "call__organisation", "person").filter(pk=pk).first()
    if row is None or not policy.may_know(viewer, row.call.whistle):
        raise NotFound(_("There is no such check-in."))
    return row


def with_all(calls: QuerySet[Call]) -> QuerySet[Call]:
    """``calls`` with everything a row shows: unit, people there, reports, judgement. Three queries more."""
    there = Prefetch("check_ins", CheckIn.objects.select_related("person", "photo").order_by("arrived_at", "pk"))
    fetched = calls.select_related(
        "organisation", "assessment", "assessment__reply_by", "rating", "acknowledged_by", "refused_by", "decided_by"
    )
    return fetched.prefetch_related(there, "reports__by").order_by("-lead", "pk")


def calls_of(whistle: Whistle) -> list[Call]:
    """Its calls, who leads first, with everything that hangs on them."""
    calls = list(with_all(whistle.calls.all()))
    for call in calls:
        call.whistle = whistle
    return calls


def of_partnership(partnership: Any) -> list[Whistle]:
    """The whistles of a partnership, newest first, calls and units fetched. Who may see them is the page's to ask."""
    return _whole(Whistle.objects.filter(partnership=partnership))


def of_case(case: Any) -> list[Whistle]:
    """The whistles of a case, newest first, calls and units fetched."""
    return _whole(Whistle.objects.filter(case=case))


def _whole(found: QuerySet[Whistle]) -> list[Whistle]:
    calls = Prefetch("calls", with_all(Call.objects.all()))
    return list(found.select_related(*_RELATED).prefetch_related(calls).order_by("-pk"))


@resolver("whistle")
def names_of_whistles(ids: Iterable[int]) -> Mapping[int, str]:
    """id → number, for the journal's sentences."""
    return dict(Whistle.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


def subject_of_number(number: str) -> str | None:
    """The journal's name of the whistle with this printed number, so that anybody may check its chain."""
    pk = Whistle.objects.filter(number=number).values_list("pk", flat=True).first()
    return f"whistle:{pk}" if pk else None


open_to_checks("whistle", subject_of_number)
