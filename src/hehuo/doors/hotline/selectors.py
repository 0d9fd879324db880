"""Reading uploaded files."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound

from .models import ImportRun
from .policy import IMPORTERS, may_import


def runs(viewer: Viewer, most: int = 20) -> list[ImportRun]:
    """The latest files of the viewer's places."""
    condition = Q(pk__in=())
    for prefix in viewer.reach(*IMPORTERS):
        condition |= Q(place__startswith=prefix)
    return list(ImportRun.objects.filter(condition).select_related("by").order_by("-uploaded_at")[:most])


def run(uuid: UUID, viewer: Viewer) -> ImportRun:
    """One file. Raises NotFound for strangers."""
    row = ImportRun.objects.select_related("by").filter(uuid=uuid).first()
    if row is None or not may_import(viewer, row.place):
        raise NotFound(_("There is no such file."))
    return row
