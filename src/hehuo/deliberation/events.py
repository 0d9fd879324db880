"""What meetings report to the journal: ids, codes, numbers and moments only."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Ref, Visibility, define

from .models import Answer
from .rules import Result, Rule, Stance

_STANCES = {stance.value: stance.label for stance in Stance}
_RESULTS = {result.value: result.label for result in Result}
_RULES = {rule.value: rule.label for rule in Rule}

CALLED = define("meeting.called", _("A meeting was called for %(starts)s"), starts=datetime, voices=int, quorum=int)
CHANGED = define("meeting.changed", _("The meeting was changed; it is on %(starts)s"), starts=datetime)
INVITED = define("meeting.invited", _("%(count)s more were invited to the meeting"), count=int)
CANCELLED = define("meeting.cancelled", _("The meeting was cancelled"))
ANSWERED = define(
    "meeting.answered",
    _("%(invitation)s to the invitation: %(answer)s"),
    invitation=Ref("meeting_invitation"),
    answer=Answer,
)
OPENED = define("meeting.opened", _("The meeting was opened"))
ATTENDED = define(
    "meeting.attended",
    _("The roll was called: %(present)s are present, %(voices)s voices of %(quorum)s needed"),
    present=int,
    voices=int,
    quorum=int,
)
WRITTEN = define("meeting.written", _("The minutes were written on"), version=int)
CLOSED = define("meeting.closed", _("The meeting was closed"), version=int)
PROPOSED = define("meeting.proposed", _("A decision was proposed, by %(rule)s"), decision=int, rule=_RULES)
VOICED = define(
    "meeting.voiced",
    _("%(invitation)s on the proposal: %(stance)s"),
    decision=int,
    invitation=Ref("meeting_invitation"),
    stance=_STANCES,
    raised=bool,
)
SETTLED = define(
    "meeting.settled",
    _("The meeting decided: %(result)s (for %(favour)s, against %(against)s, of %(present)s voices)"),
    decision=int,
    result=_RESULTS,
    favour=int,
    against=int,
    present=int,
)
AGREED = define(
    "meeting.minutes_agreed",
    _("%(invitation)s agreed to the minutes"),
    invitation=Ref("meeting_invitation"),
    version=int,
)
OBJECTED = define(
    "meeting.minutes_objected",
    _("%(invitation)s objected to the minutes"),
    invitation=Ref("meeting_invitation"),
    version=int,
)
MINUTED = define(
    "meeting.minuted", _("The minutes are agreed, with %(objections)s objections"), version=int, objections=int
)
PUBLISHED = define("meeting.published", _("The minutes of a meeting were published"), visibility=Visibility.PUBLIC)
WITHDRAWN = define("meeting.withdrawn", _("The published minutes were taken back"), visibility=Visibility.PUBLIC)
REVEALED = define(
    "meeting.revealed", _("The name of an invited person was shown"), visibility=Visibility.CONFIDENTIAL, invitation=int
)
FEED_RENEWED = define("meeting.feed_renewed", _("The address of a calendar was renewed"))
