"""What this room reports to the journal: ids, codes, numbers and days only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Visibility, define

from .rules import Standing

_STANDINGS = {standing.value: standing.label for standing in Standing}

DRAFTED = define("charter.drafted", _("Version %(version)s was begun as a draft"), version=int)
CLAUSE_WRITTEN = define("charter.clause_written", _("Clause %(clause)s was written"), version=int, clause=int)
CLAUSE_REMOVED = define("charter.clause_removed", _("Clause %(clause)s was taken out"), version=int, clause=int)
COMMENT_OPENED = define(
    "charter.comment_opened",
    _("The draft was put out for comment until %(until)s"),
    visibility=Visibility.PUBLIC,
    version=int,
    until=str,
)
DECIDED = define(
    "charter.decided",
    _("Version %(version)s was decided on %(day)s"),
    visibility=Visibility.PUBLIC,
    version=int,
    day=str,
)
PUBLISHED = define(
    "charter.published",
    _("Version %(version)s was published and is in force from %(day)s"),
    visibility=Visibility.PUBLIC,
    version=int,
    day=str,
)
STARTED = define(
    "charter.started",
    _("Starter text came into use as version %(version)s, until the place adopts its own"),
    visibility=Visibility.PUBLIC,
    version=int,
    day=str,
)
REPEALED = define(
    "charter.repealed",
    _("Version %(version)s is out of force from %(day)s"),
    visibility=Visibility.PUBLIC,
    version=int,
    day=str,
)
TASK_LISTED = define(
    "charter.task_listed",
    _("%(matter)s on the list of tasks of the residents' committees: %(standing)s"),
    visibility=Visibility.PUBLIC,
    matter=str,
    standing=_STANDINGS,
)
