"""What the hotline's door reports to the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import define

UPLOADED = define("hotline.uploaded", _("A file of work orders was uploaded"), run=int)
STARTED = define("hotline.started", _("The work orders of a file are being taken in"), run=int)
IMPORTED = define(
    "hotline.imported",
    _("A file of work orders was taken in: %(created)s new, %(updated)s changed, %(rejected)s left out"),
    run=int,
    created=int,
    updated=int,
    rejected=int,
)
