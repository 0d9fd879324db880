"""One action, and the lists of them. Fetching is authorising: who may not know of it gets NotFound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.actions import policy
from hehuo.actions.models import Action
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.journal.kinds import resolver
from hehuo.journal.selectors import register_lookup as open_to_checks


def action_for(viewer: Viewer, number: str) -> Action:
    """The action with this number. Raises NotFound for those who may not know of it."""
    return _known(viewer, Action.objects.filter(number=number))


def action_by_id(viewer: Viewer, pk: int) -> Action:
    """As :func:`action_for`, by id (events name actions so)."""
    return _known(viewer, Action.objects.filter(pk=pk))


def _known(viewer: Viewer, rows: QuerySet[Action]) -> Action:
    action = rows.select_related("partnership", "leader", "closing").first()
    if action is None or not policy.may_know(viewer, action):
        raise NotFound(_("There is no such action."))
    return action


def actions(viewer: Viewer, *, final: bool | None = None) -> QuerySet[Action]:
    """The actions that she may know of, the latest first; ``final`` narrows to ended or to open ones."""
    rows = Action.objects.filter(policy.visible(viewer)).select_related("partnership", "leader")
    if final is not None:
        rows = rows.filter(ended_at__isnull=not final)
    return rows.order_by("-starts_at", "-pk")


@resolver("action")
def names_of_actions(ids: Iterable[int]) -> Mapping[int, str]:
    """id → number, for the journal's sentences."""
    return dict(Action.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


def subject_of_number(number: str) -> str | None:
    """The journal's name of the action with this printed number, so that anybody may check its chain."""
    pk = Action.objects.filter(number=number).values_list("pk", flat=True).first()
    return f"action:{pk}" if pk else None


open_to_checks("action", subject_of_number)
