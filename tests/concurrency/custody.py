"""The services on things in custody, all at once: forty people number, two carry the same box, somebody says no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hehuo.custody import services
from hehuo.custody.models import (
    Claim,
    Consent,
    HandOver,
    Inventory,
    Item,
    Notice,
    Objection,
    ProceedingStep,
    WatchAgreement,
)
from hehuo.custody.services import Thing
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.journal.models import Entry
from tests.concurrency import Outcomes, Scenario, all_ok, exactly_one, once, same_answer


def _drawn(colour: str = "black") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (4, 4), colour).save(out, "PNG")
    return SimpleUploadedFile("signature.png", out.getvalue(), "image/png")


def _hall(world: Any, cast: Any) -> SimpleNamespace:
    """A storage place and a list of two numbered things of a known owner."""
    by = cast.worker.viewer
    storage = services.add_storage_place(
        by=by, place=world.shanghe, name="楼下", address="1号楼", keeper=world.property, hours="每天"
    )
    opened = services.open_inventory(by=by, place=world.building, point="三层", owner_name="王小明")
    items = services.number_items(by=by, inventory=opened.inventory, things=[Thing("柜"), Thing("箱")])
    return SimpleNamespace(world=world, cast=cast, by=by, storage=storage, opened=opened, inventory=opened.inventory,
                           items=items, item=items[0], before=0)  # fmt: skip


def _counted(make: Callable[[SimpleNamespace], None] | None = None) -> Callable[[Any, Any], SimpleNamespace]:
    def prepare(world: Any, cast: Any) -> SimpleNamespace:
        state = _hall(world, cast)
        if make is not None:
            make(state)
        state.before = Entry.objects.count()
        return state

    return prepare


def _consented(state: SimpleNamespace) -> None:
    state.consent = services.sign_consent(
        by=state.by, inventory=state.inventory, signer_name="王小明", authority="owner", destination=state.storage,
        storage_until=clock.now().date() + timedelta(days=30), signature=_drawn(),
    )  # fmt: skip


def _moved(state: SimpleNamespace) -> None:
    _consented(state)
    for item in state.items:
        services.move_item(by=state.by, item=item, basis="A", consent=state.consent, to=state.storage)


def _stored(state: SimpleNamespace) -> None:
    _moved(state)
    services.store_items(by=state.by, items=state.items, storage=state.storage)


def _agreed(state: SimpleNamespace) -> None:
    today = clock.now().date()
    agreed = services.sign_watch_agreement(
        by=state.by, partnership=None, place=state.world.building, point="三层", owner_name="王小明",
        from_=today - timedelta(days=1), to=today + timedelta(days=9), storage=state.storage, signature=_drawn(),
    )  # fmt: skip
    state.agreed, state.agreement = agreed, agreed.agreement


def _objected(state: SimpleNamespace) -> None:
    state.objection = services.object_to_removal(by=state.by, inventory=state.inventory)
    services.object_by_secret(by=state.by, number=state.inventory.number, secret=state.opened.secret)


def _ownerless(state: SimpleNamespace) -> None:
    state.inventory = services.open_inventory(by=state.by, place=state.world.building, point="四层").inventory
    state.items = services.number_items(by=state.by, inventory=state.inventory, things=[Thing("沙发")])
    state.signers = [state.cast.worker.person.pk, state.cast.leader.person.pk]


def _posted(state: SimpleNamespace) -> None:
    _ownerless(state)
    state.notice = services.post_notice(by=state.by, inventory=state.inventory, where="门口", signers=state.signers)


def _procedure(state: SimpleNamespace) -> None:
    team = state.world.enforcement
    state.officer = Viewer(state.cast.officer.person.pk, state.cast.officer.viewer.grants, frozenset({team.pk}))
    state.proceeding = services.open_proceeding(
        by=state.officer, inventory=state.inventory, basis="C1", authority=team, spot="common_part", law="第十八条"
    )


def _seized(state: SimpleNamespace) -> None:
    _procedure(state)
    for number, person in enumerate((state.cast.officer.person, state.cast.leader.person)):
        services.name_officer(by=state.officer, proceeding=state.proceeding, person=person, certificate=f"京{number}")
    for step in ("approved", "identity_shown", "person_present", "reasons_told", "statement_heard", "scope_checked",
                 "necessities_checked", "decided", "handed_over", "record_signed"):  # fmt: skip
        services.record_step(by=state.officer, proceeding=state.proceeding, step=step, refused_to_sign=True)
    services.move_item(by=state.officer, item=state.item, basis="C1", proceeding=state.proceeding, to=state.storage)


def _one_event(state: Any, outcomes: Outcomes) -> None:
    once(outcomes)
    assert Entry.objects.count() == state.before + 1


def _same_and_one_event(state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert Entry.objects.count() == state.before + 1


def _numbers_differ(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    serials = sorted(Item.objects.values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    assert len(serials) > len(state.items)


def _left_once(state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert Item.objects.exclude(moved_at=None).count() == 1
    assert HandOver.objects.filter(item=state.item).count() == 1


def _chain_unbroken(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    links = HandOver.objects.filter(item=state.item).values_list("position", flat=True)
    assert sorted(links) == list(range(1, len(links) + 1))


def _number(number: int) -> Callable[[Any, Outcomes], None]:
    def check(_state: Any, outcomes: Outcomes) -> None:
        once(outcomes)
        assert Claim.objects.count() == number

    return check


def _with(**named: Any) -> Callable[[Any, int], dict[str, Any]]:
    """The same arguments for everybody; a callable is asked about the state."""
    return lambda state, _i: {
        "by": state.by, **{key: value(state) if callable(value) else value for key, value in named.items()}
    }  # fmt: skip


def _item(state: Any) -> Item:
    return Item.objects.get(pk=state.item.pk)


def _today() -> date:
    return clock.now().astimezone(clock.BEIJING).date()


def _found(
    check: Callable[[Any, Outcomes], None], found: Callable[[Any], Any], expected: Any
) -> Callable[[Any, Outcomes], None]:
    """``check``, and then ``found`` in the database is ``expected``."""

    def both(state: Any, outcomes: Outcomes) -> None:
        check(state, outcomes)
        assert found(state) == expected

    return both


SCENARIOS: dict[str, Scenario | list[Scenario]] = {
    "add_storage_place": Scenario(
        _counted(),
        lambda s, _i: {"by": s.by, "place": s.world.shanghe, "name": "新点", "address": "北门",
                       "keeper": s.world.property, "hours": "每天"},
        _same_and_one_event,
    ),
    "close_storage_place": Scenario(_counted(), _with(storage=lambda s: s.storage), _same_and_one_event),
    "open_inventory": [
        Scenario(_counted(), lambda s, _i: {"by": s.by, "place": s.world.building, "point": "五层", "key": "k"},
                 _found(lambda s, o: all_ok(o), lambda s: Inventory.objects.count(), 2)),
        Scenario(_counted(), lambda s, _i: {"by": s.by, "place": s.world.building, "point": "五层"},
                 _found(lambda s, o: all_ok(o), lambda s: Inventory.objects.count(), 4)),
    ],
    "name_owner": Scenario(
        _counted(_ownerless), lambda s, i: {"by": s.by, "inventory": s.inventory, "owner_name": f"王{i}"},
        lambda s, o: exactly_one(o),
    ),
    "number_item": [
        Scenario(_counted(), lambda s, i: {"by": s.by, "inventory": s.inventory, "name": f"箱{i}"}, _numbers_differ,
                 callers=8),
        Scenario(_counted(), _with(inventory=lambda s: s.inventory, name="箱", key="k"), _same_and_one_event),
    ],
    "number_items": Scenario(
        _counted(), _with(inventory=lambda s: s.inventory, things=[Thing("一"), Thing("二")]), _numbers_differ
    ),
    "describe_item": Scenario(_counted(), _with(item=lambda s: s.item, condition="旧"), _one_event),
    "add_pictures": Scenario(
        _counted(), lambda s, _i: {"by": s.by, "item": s.item, "photos": [_drawn("blue")]},
        _found(lambda s, o: all_ok(o), lambda s: s.item.pictures.count(), 1),
    ),
    "sign_consent": Scenario(
        _counted(),
        lambda s, _i: {"by": s.by, "inventory": s.inventory, "signer_name": "王小明", "authority": "owner",
                       "destination": s.storage, "storage_until": _today() + timedelta(days=9), "signature": _drawn(),
                       "key": "k"},
        _found(lambda s, o: same_answer(o), lambda s: Consent.objects.count(), 1),
    ),
    "sign_watch_agreement": Scenario(
        _counted(),
        lambda s, _i: {"by": s.by, "partnership": None, "place": s.world.building, "point": "三层",
                       "owner_name": "王小明", "from_": _today(), "to": _today() + timedelta(days=9),
                       "storage": s.storage, "signature": _drawn(), "key": "k"},
        _found(lambda s, o: all_ok(o), lambda s: WatchAgreement.objects.count(), 1),
    ),
    "add_signature": Scenario(
        _counted(_consented), lambda s, _i: {"by": s.by, "paper": s.consent, "signature": _drawn("red")},
        lambda s, o: same_answer(o),
    ),
    "revoke_consent": Scenario(_counted(_consented), _with(consent=lambda s: s.consent), _same_and_one_event),
    "revoke_agreement": Scenario(_counted(_agreed), _with(agreement=lambda s: s.agreement), _same_and_one_event),
    "revoke_own_agreement": Scenario(
        _counted(_agreed), _with(number=lambda s: s.agreement.number, secret=lambda s: s.agreed.secret),
        _same_and_one_event,
    ),
    "post_notice": Scenario(
        _counted(_ownerless),
        _with(inventory=lambda s: s.inventory, where="门口", signers=lambda s: s.signers, key="k"),
        _found(_same_and_one_event, lambda s: Notice.objects.count(), 1),
    ),
    "withdraw_notice": Scenario(_counted(_posted), _with(notice=lambda s: s.notice), _same_and_one_event),
    "open_proceeding": Scenario(
        _counted(_procedure),
        lambda s, _i: {"by": s.officer, "inventory": s.inventory, "basis": "C1", "authority": s.world.enforcement,
                       "spot": "common_part", "law": "第十八条", "key": "k"},
        _same_and_one_event,
    ),
    "name_officer": Scenario(
        _counted(_procedure),
        lambda s, _i: {"by": s.officer, "proceeding": s.proceeding, "person": s.cast.officer.person,
                       "certificate": "京1"},
        _same_and_one_event,
    ),
    "record_step": Scenario(
        _counted(_procedure),
        lambda s, _i: {"by": s.officer, "proceeding": s.proceeding, "step": "approved"},
        _found(_same_and_one_event, lambda s: ProceedingStep.objects.count(), 1),
    ),
    "extend_seizure": Scenario(
        _counted(_seized), lambda s, _i: {"by": s.officer, "proceeding": s.proceeding, "days": 30}, _one_event
    ),
    "object_to_removal": Scenario(
        _counted(), _with(inventory=lambda s: s.inventory, text="不同意", key="k"),
        _found(_same_and_one_event, lambda s: Objection.objects.count(), 1),
    ),
    "object_by_secret": Scenario(
        _counted(), _with(number=lambda s: s.inventory.number, secret=lambda s: s.opened.secret), _same_and_one_event
    ),
    "withdraw_objection": Scenario(
        _counted(_objected),
        lambda s, _i: {"by": s.by, "objection": s.objection, "words_of": "同意", "signature": _drawn()},
        lambda s, o: same_answer(o),
    ),
    "withdraw_own_objections": Scenario(
        _counted(_objected), _with(number=lambda s: s.inventory.number, secret=lambda s: s.opened.secret), _one_event
    ),
    "move_item": [
        Scenario(
            _counted(_consented),
            _with(item=lambda s: s.item, basis="A", consent=lambda s: s.consent, to=lambda s: s.storage), _left_once,
        ),
        Scenario(
            _counted(_consented),
            _with(item=lambda s: s.item, basis="A", consent=lambda s: s.consent, to=lambda s: s.storage, key="k"),
            _same_and_one_event,
        ),
    ],
    "move_items": Scenario(
        _counted(_consented),
        lambda s, i: {"by": s.by, "items": s.items if i else s.items[::-1], "basis": "A", "consent": s.consent,
                      "to": s.storage},
        _found(lambda s, o: exactly_one(o), lambda s: Item.objects.filter(state="moved").count(), 2),
    ),
    "clear_item": Scenario(_counted(), _with(item=lambda s: s.item), _same_and_one_event),
    "hand_over": [
        Scenario(_counted(_moved), _with(item=lambda s: s.item, to=lambda s: s.world.property), _chain_unbroken),
        Scenario(_counted(_moved), _with(item=lambda s: s.item, to=lambda s: s.world.property, key="k"),
                 _same_and_one_event),
    ],
    "store_items": Scenario(
        _counted(_moved), _with(items=lambda s: s.items, storage=lambda s: s.storage), _chain_unbroken
    ),
    "remind_owner": Scenario(
        _counted(_stored), _with(item=lambda s: s.item, how="信函"), lambda s, o: once(o)
    ),
    "release_item": Scenario(_counted(_stored), _with(item=lambda s: s.item, to_name="王小明"), _one_event),
    "ask_back": Scenario(
        _counted(_stored), _with(number=lambda s: s.inventory.number, secret=lambda s: s.opened.secret), _number(2)
    ),
    "claim_item": Scenario(
        _counted(_stored),
        lambda s, _i: {"by": s.by, "item": s.item, "claimant_name": "王小明", "signature": _drawn()},
        _found(lambda s, o: same_answer(o), lambda s: Claim.objects.count(), 1),
    ),
    "dispose_item": Scenario(
        _counted(_stored),
        lambda s, _i: {"by": s.by, "item": s.item, "how": "recycled", "reason": "坏", "owners_word": _drawn(),
                       "second": s.cast.leader.person},
        _found(lambda s, o: same_answer(o), lambda s: _item(s).state, "disposed"),
    ),
    "issue_dissuasion": Scenario(
        _counted(),
        lambda s, _i: {"by": s.by, "place": s.world.building, "point": "三层", "kind": "piling", "demand": "请清理",
                       "deadline": _today() + timedelta(days=3), "key": "k"},
        _same_and_one_event,
    ),
    "reveal_name": Scenario(_counted(), _with(of=lambda s: s.inventory), lambda s, o: same_answer(o)),
}  # fmt: skip
