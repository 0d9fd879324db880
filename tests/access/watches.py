"""Who may open what of the watches: those who make rounds and the handlers of the place; neighbours by their link."""

from __future__ import annotations

from typing import Any

from hehuo.ground.secrets import fingerprint
from hehuo.partnerships.models import Partnership
from hehuo.watches import services
from hehuo.watches.models import Finding, Watch, Watcher
from tests.access import (
    AUDITOR,
    COORDINATOR,
    DISPATCHER,
    EXPERT,
    LEADER,
    OFFICER,
    OTHERS,
    PROPERTY_STAFF,
    WORKER,
    Row,
    desk,
    only,
    public,
)
from tests.watching import make_finding, make_watch

HANDLERS = (WORKER, DISPATCHER, LEADER)
#: These make rounds, or enter them for others.
RECORDERS = (*HANDLERS, PROPERTY_STAFF)
#: These know of the watch. The police do not sit at this table.
READERS = (*RECORDERS, AUDITOR)
SECRET = "a-neighbours-link"


def watch(world: Any, cast: Any) -> None:
    """A watch with its round due now."""
    make_watch(world, cast)


def finding(world: Any, cast: Any) -> None:
    """Something was found on that round."""
    make_finding(world, cast)


def proposed(world: Any, cast: Any) -> None:
    """Settlement is proposed: here one clear day is enough."""
    found = make_watch(world, cast)
    Watch.objects.update(needs=1)
    for point in found.points.all():
        services.look(by=cast.property_staff.viewer, round=found.rounds.earliest("due_at"), point=point)


def settled(world: Any, cast: Any) -> None:
    """The watch is settled."""
    proposed(world, cast)
    services.settle(by=cast.leader.viewer, watch=Watch.objects.get())


def neighbour(world: Any, cast: Any) -> None:
    """A neighbour looks along."""
    watch(world, cast)
    services.add_watcher(by=cast.worker.viewer, watch=Watch.objects.get(), name="王阿姨")
    Watcher.objects.update(secret=fingerprint(SECRET))


def number(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only partnership there is."""
    return {"number": Partnership.objects.get().number}


def the_watch(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only watch there is."""
    return {"pk": Watch.objects.get().pk}


def the_round(_world: Any, _cast: Any) -> dict[str, Any]:
    """Its first round."""
    return {"pk": Watch.objects.get().rounds.earliest("due_at").pk}


def the_point(world: Any, cast: Any) -> dict[str, Any]:
    """The last point of that round."""
    return the_round(world, cast) | {"point": Watch.objects.get().points.get(position=2).pk}


def the_finding(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only finding there is."""
    return {"pk": Finding.objects.get().pk}


def the_neighbour(world: Any, cast: Any) -> dict[str, Any]:
    """Her row on the watch."""
    return the_watch(world, cast) | {"watcher": Watcher.objects.get().pk}


def her_point(_world: Any, _cast: Any) -> dict[str, Any]:
    """A point by her link."""
    return {"secret": SECRET, "point": Watch.objects.get().points.get(position=1).pk}


def her_round(_world: Any, _cast: Any) -> dict[str, Any]:
    """A round by her link."""
    return {"secret": SECRET, "pk": Watch.objects.get().rounds.earliest("due_at").pk}


#: A post that the auditor, who knows of the watch, is refused.
_RECORDED = {**dict.fromkeys(RECORDERS, 302), AUDITOR: 403, OTHERS: 404}
_EVERYBODY = (*READERS, OFFICER, COORDINATOR, EXPERT)

TABLE: dict[str, Row | list[Row]] = {
    "watches-list": desk(*_EVERYBODY, before=watch),
    "watches-today": desk(*_EVERYBODY, before=watch),
    "watches-tonight": desk(*_EVERYBODY, before=finding),
    "watches-new": Row(kwargs=number, before=watch, own=only(*HANDLERS)),
    "watches-watch": Row(kwargs=the_watch, before=finding, own=only(*READERS)),
    "watches-sheet": Row(kwargs=the_watch, before=watch, own=only(*READERS)),
    "watches-neighbours": Row(kwargs=the_watch, before=neighbour, own=only(*HANDLERS)),
    "watches-neighbour-name": Row(
        kwargs=the_neighbour, before=neighbour, method="post", own=only(*HANDLERS, status=302)
    ),
    "watches-neighbour-remove": Row(
        kwargs=the_neighbour, before=neighbour, method="post", own=only(*HANDLERS, status=302)
    ),
    "watches-settle": Row(kwargs=the_watch, before=proposed, own=only(*HANDLERS)),
    "watches-relapse": Row(kwargs=the_watch, before=settled, own=only(*RECORDERS)),
    "watches-end": Row(kwargs=the_watch, before=watch, own=only(*HANDLERS)),
    "watches-extra": Row(kwargs=the_watch, before=watch, method="post", own=_RECORDED),
    "watches-round": Row(kwargs=the_round, before=finding, own=only(*READERS)),
    "watches-paper": Row(kwargs=the_round, before=watch, own=only(*RECORDERS)),
    "watches-clear": Row(kwargs=the_point, before=watch, method="post", own=_RECORDED),
    "watches-found": Row(kwargs=the_point, before=watch, own=only(*RECORDERS)),
    "watches-finding": Row(kwargs=the_finding, before=finding, own=only(*READERS)),
    "watches-number": Row(kwargs=the_finding, before=finding, own=only(*RECORDERS)),
    "watches-tell": Row(
        kwargs=the_finding, before=finding, method="post", data={"how": "phone"}, own=only(*RECORDERS, status=302)
    ),
    "watches-cleared": Row(kwargs=the_finding, before=finding, method="post", own=only(*RECORDERS, status=302)),
    "watches-move": Row(kwargs=the_finding, before=finding, own=only(*RECORDERS)),
    "watches-report": Row(kwargs=the_finding, before=finding, own=only(*RECORDERS)),
    "watches-dismiss": Row(kwargs=the_finding, before=finding, own=only(*HANDLERS)),
    "watches-neighbour": [
        public(kwargs={"secret": SECRET}, before=neighbour, settings={"LOOKUP_RATE": "off"}),
        public(kwargs={"secret": "guessed"}, before=neighbour, settings={"LOOKUP_RATE": "off"}, status=404),
    ],
    "watches-neighbour-clear": public(
        kwargs=her_point, before=neighbour, method="post", settings={"LOOKUP_RATE": "off"}, status=302
    ),
    "watches-neighbour-found": public(kwargs=her_point, before=neighbour, settings={"LOOKUP_RATE": "off"}),
    "watches-neighbour-witness": public(kwargs=her_round, before=neighbour, settings={"LOOKUP_RATE": "off"}),
}
