"""What watches are tried on, for the room's own tests, the access table and the concurrency harness."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hehuo.custody import services as custody
from hehuo.ground import clock
from hehuo.partnerships.models import Member, Partnership
from hehuo.watches import services as watches
from hehuo.watches.models import Finding, Watch


def make_partnership(world: Any, *, stage: str = "watching", level: str = "community") -> Partnership:
    """A table at Shanghe that has come as far as ``stage``, the property company on its seat."""
    now = clock.now()
    table = Partnership.objects.create(
        number="H20210410-0001",
        place=world.shanghe,
        level=level,
        origin="place",
        title="楼道堆物影响通行",
        stage=stage,
        opened_at=now - timedelta(days=6),
        charter_day=now.astimezone(clock.BEIJING).date(),
        settled_at=now if stage in ("settled", "reviewed") else None,
    )
    Member.objects.create(
        partnership=table,
        standing="seat",
        seat="steward",
        force="assist",
        organisation=world.property,
        state="accepted",
        invited_at=now,
        answered_at=now,
    )
    return table


def storage_place(world: Any, cast: Any) -> Any:
    """A place downstairs where things are kept."""
    return custody.add_storage_place(
        by=cast.worker.viewer,
        place=world.shanghe,
        name="楼下存放点",
        address="1号楼北侧",
        keeper=world.property,
        hours="8:00–20:00",
    )


def sign_agreement(
    world: Any, cast: Any, partnership: Partnership, *, points: tuple[str, ...] = ("电梯口", "楼道东侧")
) -> Any:
    """The owner's signed watch agreement for ``points`` over the coming month."""
    today = clock.now().astimezone(clock.BEIJING).date()
    return custody.sign_watch_agreement(
        by=cast.worker.viewer,
        partnership=partnership,
        place=world.shanghe,
        point=points,
        owner_name="赵某",
        from_=today,
        to=today + timedelta(days=30),
        storage=storage_place(world, cast),
        signature=picture("signature.png"),
    ).agreement


def picture(name: str = "photo.png") -> SimpleUploadedFile:
    """A small picture, another one for every ``name``."""
    drawn = io.BytesIO()
    Image.new("RGB", (48, 32), (len(name) * 7 % 256, sum(name.encode()) % 256, 90)).save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def make_watch(world: Any, cast: Any, **given: Any) -> Watch:
    """A watch of two points at Shanghe whose only round today is due this minute."""
    now = clock.now().astimezone(clock.BEIJING)
    asked = {"slots": [f"{now:%H:%M}"], "points": ["电梯口", "楼道东侧"], "organisation": world.property}
    partnership = given.pop("partnership", None) or make_partnership(world)
    return watches.set_up_watch(by=cast.worker.viewer, partnership=partnership, **(asked | given))


def make_finding(world: Any, cast: Any, watch: Watch | None = None) -> Finding:
    """Something stands at the first point of the round that is due now."""
    watch = watch or make_watch(world, cast)
    row, point = watch.rounds.earliest("due_at"), watch.points.get(position=1)
    return watches.find(by=cast.property_staff.viewer, round=row, point=point, text="纸箱")
