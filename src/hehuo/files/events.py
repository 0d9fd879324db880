"""What files report to the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Visibility, define

from .models import FileKind

ATTACHED = define("file.attached", _("A file was added: %(kind)s"), file=int, kind=FileKind)
SHOWN = define("file.shown", _("A file is now: %(audience)s"), file=int, audience=Visibility)
