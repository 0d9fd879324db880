from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import define

TOKEN_ISSUED = define("api.token_issued", _("A key for a program was made"), token=int)
TOKEN_REVOKED = define("api.token_revoked", _("A program's key was revoked"), token=int)
