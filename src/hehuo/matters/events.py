"""What matters report to the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Ref, Visibility, define

TREE_IMPORTED = define(
    "matters.tree_imported",
    _("The category tree %(tree)s was imported: %(added)s new, %(renamed)s renamed, %(retired)s retired"),
    tree=str,
    added=int,
    renamed=int,
    retired=int,
)
TREE_CHOSEN = define(
    "matters.tree_chosen",
    _("%(place)s classifies its cases by the category tree %(tree)s"),
    visibility=Visibility.PUBLIC,
    place=Ref("place"),
    tree=str,
)
TAG_SET = define("matters.tag_set", _("The tag %(tag)s was set"), tag=str, active=bool)
