"""From rows to the facts that the gates read. Services pass locked rows, pages what they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from hehuo.actions import selectors as actions
from hehuo.custody.models import (
    Consent,
    Inventory,
    Item,
    Moment,
    Notice,
    Objection,
    ObjectionKind,
    Proceeding,
    StoragePlace,
    WatchAgreement,
)
from hehuo.custody.rules import (
    COMPETENT,
    DAYTIME,
    GRANTS,
    KEEP_DAYS,
    PROCEDURES,
    REMIND_DAYS,
    Authority,
    Basis,
    Facts,
    Kept,
    Missing,
    Procedure,
    Spot,
    State,
    Step,
    Thing,
    Will,
    is_open,
    may_move,
)
from hehuo.custody.rules import Notice as Posted
from hehuo.ground import clock
from hehuo.ground.clock import BEIJING
from hehuo.ground.codes import is_within
from hehuo.ground.text import squash
from hehuo.policies import selectors as policies

#: Who takes part in the life of the place has an interest in what is cleared there (行政强制法 art. 50).
_INTERESTED = frozenset({"property_company", "property_right_unit", "owners_committee", "owners_assembly",
                         "property_management_committee", "residents_committee"})  # fmt: skip
#: A found thing is kept for a year after the public notice (Civil Code art. 318).
_FOUND_DAYS = 365


@dataclass(frozen=True, slots=True)
class Ground:
    """The paper on which a thing would move: one of four, or none."""

    consent: Consent | None = None
    agreement: WatchAgreement | None = None
    notice: Notice | None = None
    proceeding: Proceeding | None = None


def missing_for(
    item: Item, basis: Basis, ground: Ground, *, to: StoragePlace | None, at: datetime, return_by: date | None = None
) -> list[Missing]:
    """What the gate of ``basis`` lacks for ``item`` at ``at``; empty where it may move."""
    return may_move(basis, facts_of(item, basis, ground, to=to, at=at, return_by=return_by))


def facts_of(
    item: Item, basis: Basis, ground: Ground, *, to: StoragePlace | None, at: datetime, return_by: date | None = None
) -> Facts:
    """Everything that the gates read about ``item`` at ``at``. ``to`` must be open then."""
    inventory = item.inventory
    planned, admonished_at, running = _action(inventory, at)
    standing = _standing(inventory, item, at)
    return Facts(
        at=at,
        thing=_thing(item),
        storage=to is not None and (to.closed_at is None or to.closed_at > at),
        return_by=return_by or return_by_of(item, basis, ground, at),
        objected=ObjectionKind.OBJECTION in standing,
        claimed=ObjectionKind.CLAIM in standing,
        admonition_planned=planned,
        admonished_at=admonished_at,
        action_running=running,
        will=_will(item, ground, to) if basis is Basis.OWN_WILL else None,
        notice=_notice(item, ground.notice) if basis is Basis.ABANDONED else None,
        procedure=_procedure(item, basis, ground.proceeding) if basis in PROCEDURES else None,
        calendar=policies.calendar(),
        daytime=policies.value(DAYTIME, item.place, at),
    )


def return_by_of(item: Item, basis: Basis, ground: Ground, at: datetime) -> date:
    """Until when it can be fetched: the same day where it perishes, else as signed, by law, or by setting."""
    day = at.astimezone(BEIJING).date()
    if item.perishable:
        return day
    if ground.consent is not None:
        return ground.consent.storage_until
    if ground.agreement is not None:
        return day + timedelta(days=ground.agreement.storage_days)
    if basis is Basis.ABANDONED:
        return day + timedelta(days=_FOUND_DAYS)
    if basis is Basis.SEIZURE and ground.proceeding is not None:
        return day + timedelta(days=ground.proceeding.hold_days)
    return day + timedelta(days=int(policies.value(KEEP_DAYS, item.place, at)))


def _thing(item: Item) -> Thing:
    return Thing(
        numbered_at=item.numbered_at,
        movable=item.state == State.NUMBERED,
        owner=bytes(item.inventory.owner_mark),
        perishable=item.perishable,
        parcel_opened=item.opened,
        waybill_names_owner=item.waybill_named,
        waybill_redacted=item.waybill_redacted,
        photos_before=item.pictures.filter(moment=Moment.BEFORE).count() if item.pk else 0,
        point=item.point,
    )


def _action(inventory: Inventory, at: datetime) -> tuple[bool, datetime | None, bool]:
    """Whether the plan has an admonition, when the first was given, and whether the action was running at ``at``.

    A list of an action asks that action; one of the table (a finding of the watch) all its actions that were not
    broken off.
    """
    if inventory.action is not None:
        action = inventory.action
        running = action.begun_at is not None and action.begun_at <= at
        running = running and (action.ended_at is None or at <= action.ended_at)
        return actions.admonition_planned(action), actions.admonished_at(action), running
    if inventory.partnership is None:
        return False, None, True
    rows = [one for one in actions.of_partnership(inventory.partnership) if one.state != "aborted"]
    planned = [one for one in rows if actions.admonition_planned(one)]
    given = [told for one in planned if (told := actions.admonished_at(one)) is not None]
    return bool(planned), min(given, default=None), True


def _standing(inventory: Inventory, item: Item, at: datetime) -> set[str]:
    """What kinds of objection stood at ``at``, or stand now: a time written down later does not undo a no."""
    rows = Objection.objects.filter(inventory=inventory).filter(Q(item=None) | Q(item=item))
    still = Q(ended_at=None) | (Q(raised_at__lte=at) & Q(ended_at__gt=at))
    return set(rows.filter(still).values_list("kind", flat=True))


def _will(item: Item, ground: Ground, to: StoragePlace | None) -> Will | None:
    if ground.consent is not None:
        consent = ground.consent
        return Will(
            agreement=False,
            owner=bytes(consent.owner_mark),
            authority=Authority(consent.authority),
            authority_paper=bool(consent.authority_paper),
            signed_at=consent.signed_at,
            covers=consent.inventory_id == item.inventory_id and consent.items.filter(pk=item.pk).exists(),
            destination=to is None or to.pk == consent.destination_id,
            until=consent.storage_until,
            free_return=consent.free_return,
            revoked_at=consent.revoked_at,
        )
    if ground.agreement is not None:
        agreement = ground.agreement
        return Will(
            agreement=True,
            owner=bytes(agreement.owner_mark),
            authority=Authority(agreement.authority),
            authority_paper=bool(agreement.authority_paper),
            signed_at=agreement.signed_at,
            covers=covers(agreement, item.place, item.point),
            destination=to is None or to.pk == agreement.storage_id,
            until=agreement.ends_on + timedelta(days=agreement.storage_days) if agreement.storage_days else None,
            free_return=agreement.free_return,
            starts_on=agreement.starts_on,
            ends_on=agreement.ends_on,
            revoked_at=agreement.revoked_at,
        )
    return None


def covers(agreement: WatchAgreement, place: str, point: str) -> bool:
    """Whether the agreement names this point of this place."""
    return is_within(place, agreement.place) and squash(point) in {squash(one) for one in agreement.points}


def _notice(item: Item, notice: Notice | None) -> Posted | None:
    if notice is None:
        return None
    return Posted(
        covers=notice.items.filter(pk=item.pk).exists(),
        posted_at=notice.posted_at,
        days=notice.days,
        signers=notice.signers.count(),
        withdrawn_at=notice.withdrawn_at,
    )


def _procedure(item: Item, basis: Basis, proceeding: Proceeding | None) -> Procedure | None:
    if proceeding is None or proceeding.basis != basis:
        return None
    authority = proceeding.authority
    performer = proceeding.performer
    return Procedure(
        covers=proceeding.items.filter(pk=item.pk).exists(),
        enforces=authority.enforces,
        competent=authority.kind in COMPETENT[Spot(proceeding.spot)],
        officers=proceeding.officers.count(),
        steps={Step(step): at for step, at in proceeding.steps.values_list("step", "happened_at")},
        urgent=proceeding.urgent,
        first_moved_at=proceeding.moved_items.order_by("moved_at").values_list("moved_at", flat=True).first(),
        hold_days=proceeding.hold_days,
        order_until=proceeding.order_until,
        demand_until=proceeding.demand_until,
        granted=bool(proceeding.grant) and authority.kind in GRANTS[proceeding.grant][1],
        cuts_utilities=proceeding.cuts_utilities,
        danger=bool(proceeding.danger),
        performer=performer is not None,
        disinterested=performer is not None
        and (performer.pk == authority.pk or (proceeding.disinterested and performer.kind not in _INTERESTED)),
        immediate=proceeding.immediate,
    )


def kept_of(item: Item, *, by_authority: bool = False, second: bool = False, word: bool = False) -> Kept:
    """What the gates after the removal read about ``item`` now."""
    now = clock.now()
    proceeding = item.proceeding
    steps = set(proceeding.steps.values_list("step", flat=True)) if proceeding is not None else set()
    return Kept(
        at=now,
        state=State(item.state),
        basis=item.basis_is,
        return_by=item.return_by,
        asked_back=item.claims.filter(state="asked").exists(),
        objected=bool(_standing(item.inventory, item, now)),
        reminded_at=item.reminded_at,
        remind_days=int(policies.value(REMIND_DAYS, item.place, now)),
        owners_word=word,
        noticed_at=item.notice.posted_at if item.notice is not None else None,
        decided=Step.DISPOSAL_DECIDED in steps,
        lifted=Step.LIFTED in steps,
        by_authority=by_authority,
        second_person=second,
        photo_after=item.pictures.filter(moment=Moment.AFTER).exists(),
        perishable=item.perishable,
    )


def open_now(item: Item, at: datetime | None = None) -> bool:
    """Whether somebody still owes something for ``item``; no query."""
    return is_open(
        Kept(
            at=at or clock.now(), state=State(item.state), basis=item.basis_is, return_by=item.return_by,
            perishable=item.perishable,
        )
    )  # fmt: skip
