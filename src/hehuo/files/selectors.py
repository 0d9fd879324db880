"""Reading files, always with the viewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound

from . import policy
from .models import Attachment


def of(subject: str, viewer: Viewer) -> list[Attachment]:
    """The files of ``subject`` that ``viewer`` may see, oldest first."""
    return of_many([subject], viewer)[subject]


def of_many(subjects: Iterable[str], viewer: Viewer) -> dict[str, list[Attachment]]:
    """The files of several subjects, in one query for the rows."""
    found: dict[str, list[Attachment]] = defaultdict(list)
    for attachment in Attachment.objects.filter(subject__in=list(subjects)).order_by("id"):
        if policy.may_see(viewer, attachment):
            found[attachment.subject].append(attachment)
    return found


def for_viewer(uuid: UUID, viewer: Viewer) -> Attachment:
    """The file, where ``viewer`` may see it. Raises :class:`NotFound` otherwise, whatever the reason."""
    attachment = Attachment.objects.filter(uuid=uuid).first()
    if attachment is None or not policy.may_see(viewer, attachment):
        raise NotFound(_("There is no such file."))
    return attachment
