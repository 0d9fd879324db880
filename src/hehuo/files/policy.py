"""Who may see a file: the room of its subject says; nobody may where no room has spoken."""

from __future__ import annotations

from collections.abc import Callable

from hehuo.ground.access import Viewer

from .models import Attachment

#: (viewer, id of the subject, attachment) → may she see it?
MaySee = Callable[[Viewer, int, Attachment], bool]
_RULES: dict[str, MaySee] = {}


def register(kind: str, may_see: MaySee) -> None:
    """The room that owns subjects ``kind:<id>`` says who sees their files, from its ``AppConfig.ready()``."""
    _RULES[kind] = may_see


def may_see(viewer: Viewer, attachment: Attachment) -> bool:
    """Whether ``viewer`` may fetch the file; fails closed."""
    if viewer.system:
        return True
    kind, _, number = attachment.subject.partition(":")
    rule = _RULES.get(kind)
    return rule is not None and number.isdigit() and rule(viewer, int(number), attachment)
