"""Who may open what of whistles: the public side at the place, and whoever was called."""

from __future__ import annotations

from typing import Any

from hehuo.ground.access import SYSTEM
from hehuo.matters import services as matters
from hehuo.places.models import Place
from hehuo.whistles import selectors, services
from hehuo.whistles.models import Call, CheckIn, Whistle
from tests.access import (
    AUDITOR,
    COORDINATOR,
    DISPATCHER,
    EXPERT,
    LEADER,
    OFFICER,
    PROPERTY_STAFF,
    WORKER,
    Row,
    desk,
    only,
    public,
)

POINT = (116.270, 39.960)
HANDLERS = (WORKER, DISPATCHER, LEADER)
#: Who may know of a whistle that called police and property company at Shanghe.
KNOW = (*HANDLERS, AUDITOR, OFFICER, PROPERTY_STAFF)
EVERYBODY = (*HANDLERS, AUDITOR, OFFICER, PROPERTY_STAFF, COORDINATOR, EXPERT)


def blown(world: Any, cast: Any) -> Whistle:
    """The dispatcher called police (who leads) and the property company."""
    matters.load_tree(by=SYSTEM)
    Place.objects.filter(code=world.shanghe).update(lon=POINT[0], lat=POINT[1])
    return services.blow_whistle(
        by=cast.dispatcher.viewer, place=world.shanghe, kind="emergency", title="楼道堆物",
        called=[world.police.pk, world.property.pk], lead=world.police.pk,
    )  # fmt: skip


def proposed(world: Any, cast: Any) -> Whistle:
    """The community asks the subdistrict to call the police."""
    matters.load_tree(by=SYSTEM)
    return services.propose_whistle(
        by=cast.worker.viewer, place=world.shanghe, kind="routine", title="请到场",
        called=[world.police.pk], lead=world.police.pk,
    )  # fmt: skip


def refused(world: Any, cast: Any) -> None:
    """The police refused."""
    blown(world, cast)
    services.refuse_call(by=cast.officer.viewer, call=_call(world), reason="不属管辖")


def there(world: Any, cast: Any) -> None:
    """The officer checked in."""
    blown(world, cast)
    services.check_in(by=cast.officer.viewer, call=_call(world), how="position", position=POINT)


def concluded(world: Any, cast: Any) -> None:
    """It is done; the property company never came."""
    there(world, cast)
    absent = {_call(world, world.property).pk: "未通知到"}
    services.conclude_whistle(by=cast.dispatcher.viewer, whistle=Whistle.objects.get(), result="已告诫", absent=absent)


def assessed(world: Any, cast: Any) -> None:
    """The subdistrict has said how the police worked."""
    concluded(world, cast)
    services.assess_call(by=cast.leader.viewer, call=_call(world), grade="good", text="来得快")


def _call(world: Any, unit: Any = None) -> Call:
    return Call.objects.get(organisation=unit or world.police)


def number(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only whistle there is."""
    return {"number": Whistle.objects.get().number}


def move(name: str) -> Any:
    """A move on the only whistle."""
    return lambda world, cast: {**number(world, cast), "move": name}


def call_move(name: str) -> Any:
    """A move on the call of the police."""
    return lambda world, _cast: {"pk": _call(world).pk, "move": name}


def here(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only check-in."""
    return {"pk": CheckIn.objects.get().pk}


def link(_world: Any, _cast: Any) -> dict[str, Any]:
    """The link by which residents rate."""
    return {"token": selectors.rating_token(Whistle.objects.get())}


def _steps(*roles: Any) -> Any:
    """200 for those whose step it is; the others who know of it are sent back to the whistle with a word."""
    return {**dict.fromkeys(KNOW, 302), **dict.fromkeys(roles, 200), "others": 404}


TABLE: dict[str, Row | list[Row]] = {
    "whistles-board": desk(*EVERYBODY, before=blown),
    "whistles-wall": desk(*HANDLERS, AUDITOR, before=blown),
    "whistles-mine": desk(*HANDLERS, OFFICER, PROPERTY_STAFF, COORDINATOR, EXPERT, before=blown),
    "whistles-new": desk(*HANDLERS, before=blown),
    "whistles-whistle": [
        Row(kwargs=number, before=blown, own=only(*KNOW)),
        # Units hear of it only when it is blown.
        Row(kwargs=number, before=proposed, own=only(*HANDLERS, AUDITOR)),
    ],
    "whistles-move": [
        Row(kwargs=move("approve"), before=proposed,
            own={**dict.fromkeys((WORKER, AUDITOR), 302), **dict.fromkeys((DISPATCHER, LEADER), 200), "others": 404}),
        Row(kwargs=move("approve"), before=proposed, method="post",
            own=only(*HANDLERS, AUDITOR, status=302)),
        Row(kwargs=move("conclude"), before=blown, own=_steps(DISPATCHER, LEADER)),
        Row(kwargs=move("withdraw"), before=blown, own=_steps(DISPATCHER, LEADER)),
        Row(kwargs=move("nonsense"), before=blown, own=404),
    ],
    "whistles-call-move": [
        Row(kwargs=call_move("acknowledge"), before=blown, own=_steps(OFFICER)),
        Row(kwargs=call_move("acknowledge"), before=blown, method="post", own=only(*KNOW, status=302)),
        Row(kwargs=call_move("check_in"), before=blown, own=_steps(OFFICER, *HANDLERS)),
        Row(kwargs=call_move("refuse"), before=blown, own=_steps(OFFICER)),
        Row(kwargs=call_move("report"), before=there, own=_steps(OFFICER)),
        Row(kwargs=call_move("decide"), before=refused, own=_steps(DISPATCHER, LEADER)),
        Row(kwargs=call_move("assess"), before=concluded, own=_steps(DISPATCHER, LEADER)),
        Row(kwargs=call_move("reply"), before=assessed, own=_steps(OFFICER)),
        Row(kwargs=call_move("nonsense"), before=blown, own=404),
    ],
    "whistles-leave": Row(kwargs=here, before=there, own=_steps(OFFICER, *HANDLERS)),
    "whistles-rate": [
        public(kwargs=link, before=concluded),
        public(kwargs={"token": "W20261120-0001:made-up"}, before=concluded, status=404),
    ],
}  # fmt: skip
