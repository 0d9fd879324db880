"""What actions report to the journal: ids, codes and times, never a name and never free text."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Ref, Visibility, define

from . import rules

PUBLIC, CONFIDENTIAL = Visibility.PUBLIC, Visibility.CONFIDENTIAL
_UNIT, _PERSON = Ref("organisation"), Ref("person")

DRAFTED = define("action.drafted", _("A joint action is being prepared"), action=Ref("action"))
CHANGED = define("action.changed", _("The preparation of the action was changed"), action=Ref("action"))
ANNOUNCED = define("action.announced", _("A joint action was announced for %(starts)s"), visibility=PUBLIC,
                   action=Ref("action"), starts=datetime, notice=rules.Notice)  # fmt: skip
ROLL_CALLED = define("action.roll_called", _("The roll was called: %(present)s present, %(excused)s excused, "
                     "%(absent)s absent"), action=Ref("action"), present=int, excused=int, absent=int)  # fmt: skip
BEGUN = define("action.begun", _("The joint action began"), visibility=PUBLIC, action=Ref("action"), present=int)
ADMONISHED = define("action.admonished", _("%(unit)s gave the admonition"), action=Ref("action"), unit=_UNIT,
                    admonition=int, heard=rules.Heard)  # fmt: skip
STEP_DONE = define("action.step_done", _("Done: %(what)s"), action=Ref("action"), step=int, what=rules.StepKind)
STEP_SKIPPED = define("action.step_skipped", _("Left out: %(what)s"), action=Ref("action"), step=int,
                      what=rules.StepKind)  # fmt: skip
STEP_REOPENED = define("action.step_reopened", _("Opened again: %(what)s"), action=Ref("action"), step=int,
                       what=rules.StepKind)  # fmt: skip
STATED = define("action.stated", _("A statement was taken down"), visibility=CONFIDENTIAL, action=Ref("action"),
                statement=int, speaker=rules.Speaker, refused=bool)  # fmt: skip
WITNESSED = define("action.witnessed", _("A witness was named"), action=Ref("action"), witness=int, signed=bool)
INCIDENT = define("action.incident", _("An incident was written down"), action=Ref("action"), incident=int)
PICTURED = define("action.pictured", _("%(count)s pictures were added"), action=Ref("action"), count=int,
                  moment=rules.Moment)  # fmt: skip
CLOSED = define("action.closed", _("The joint action was finished"), visibility=PUBLIC, action=Ref("action"))
ABORTED = define("action.aborted", _("The joint action was broken off"), visibility=PUBLIC, action=Ref("action"))
REVEALED = define("action.name_revealed", _("A name on record was looked at unmasked"), visibility=CONFIDENTIAL,
                  action=Ref("action"), what=str, row=int)  # fmt: skip
