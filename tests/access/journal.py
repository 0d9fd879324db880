"""Who may open what of the journal room. The number 999 stands for what does not exist."""

from __future__ import annotations

from django.db import transaction

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.journal import services
from hehuo.journal.kinds import define
from hehuo.journal.models import Entry, Failure
from tests.access import ADMIN, AUDITOR, Row, only, public

TRIAL = define("trial.access", "%(n)s", n=int)


def _entry(world) -> Entry:
    with transaction.atomic():
        return services.append(
            subject="trial:1",
            kind=TRIAL,
            payload={"n": 1},
            by=SYSTEM,
            place=world.shanghe,
        )


def _erasable(world, _cast):
    return {"entry": _entry(world).pk}


def _failure(world, _cast):
    now = clock.now()
    failure = Failure.objects.create(entry=_entry(world), handler="trial", first_at=now, last_at=now, given_up=True)
    return {"failure": failure.pk}


def _sealed(world, _cast):
    _entry(world)
    return {"number": services.seal_day(by=SYSTEM).number}


READERS = only(AUDITOR, ADMIN)

TABLE: dict[str, Row | list[Row]] = {
    "journal-seals": public(),
    "journal-proof": [public(status=404), public(query={"q": "person:1"}, status=404)],
    "journal-seal": public(kwargs=_sealed),
    "journal-seal-file": public(kwargs=_sealed),
    "journal-seal-leaves": public(kwargs=_sealed),
    "journal-desk": Row(own=READERS, neighbour=READERS, foreign=READERS),
    "journal-deliveries": Row(own=READERS, neighbour=READERS, foreign=READERS),
    "journal-retry": Row(kwargs=_failure, method="post", own=only(AUDITOR, ADMIN, status=302)),
    "journal-erase": [
        Row(kwargs=_erasable, own=only(ADMIN)),
        Row(kwargs=_erasable, method="post", data={"reason": "request"}, own=only(ADMIN, status=302)),
    ],
}
