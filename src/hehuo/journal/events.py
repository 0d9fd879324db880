"""What the journal says about itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .kinds import Code, Visibility, define

#: Why a payload may be erased (PIPL art. 47; correction art. 46).
ERASURE_REASONS = {
    "request": _("the person asked for it"),
    "retention": _("the retention period is over"),
    "mistake": _("it should not have been recorded"),
    "order": _("an authority ordered it"),
}

ERASED = define(
    "journal.erased",
    _("What entry %(entry)s said was erased because %(reason)s"),
    visibility=Visibility.PUBLIC,
    entry=int,
    reason=ERASURE_REASONS,
)
SEALED = define(
    "journal.sealed",
    _("The journal was sealed: seal %(number)s, %(count)s changed chains"),
    visibility=Visibility.PUBLIC,
    number=int,
    count=int,
    hash=Code(r"[0-9a-f]{64}"),
)
RETRIED = define(
    "journal.retried",
    _("%(handler)s was started again for entry %(entry)s"),
    entry=int,
    handler=Code(r"[a-z0-9_.]{1,120}"),
)
