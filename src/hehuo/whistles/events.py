"""What whistles report to the journal: ids, codes and numbers, never a name and never free text."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Kind, Ref, Visibility, define

from . import rules

_UNIT, _PERSON = Ref("organisation"), Ref("person")
_KINDS = {kind.value: kind.label for kind in rules.Kind}
_HOWS = {how.value: how.label for how in rules.How}
_GRADES = {grade.value: grade.label for grade in rules.Grade}


def _public(name: str, sentence: Any, **fields: Any) -> Kind:
    return define(f"whistle.{name}", sentence, visibility=Visibility.PUBLIC, **fields)


def _internal(name: str, sentence: Any, **fields: Any) -> Kind:
    return define(f"whistle.{name}", sentence, **fields)


PROPOSED = _internal("proposed", _("%(kind)s: proposed, to call %(units)s"), kind=_KINDS, units=_UNIT)
REJECTED = _internal("rejected", _("The whistle was not approved"))
TAKEN_BACK = _internal("taken_back", _("The proposal to whistle was taken back"))
BLOWN = _public("blown", _("%(kind)s: %(units)s were called"), kind=_KINDS, units=_UNIT, lead=_UNIT)
WITHDRAWN = _public("withdrawn", _("The whistle was called off"))
ACKNOWLEDGED = _public("acknowledged", _("%(unit)s heard the whistle"), unit=_UNIT, call=int)
REFUSED = _internal("refused", _("%(unit)s refused and said why; the district decides"), unit=_UNIT, call=int)
EXCUSED = _internal("excused", _("The district excused %(unit)s"), unit=_UNIT, call=int)
RECALLED = _internal("recalled", _("The district did not accept the refusal of %(unit)s"), unit=_UNIT, call=int)
CHECKED_IN = _public(
    "checked_in", _("%(unit)s checked in on site"), unit=_UNIT, call=int, check_in=int, how=_HOWS, metres=int
)
LEFT = _internal("left", _("%(who)s (%(unit)s) left before the end, with a reason"),
                 unit=_UNIT, call=int, check_in=int, who=_PERSON)  # fmt: skip
REPORTED = _internal("reported", _("%(unit)s reported"), unit=_UNIT, call=int, report=int)
CONCLUDED = _public("concluded", _("The whistle was concluded"), stayed=_UNIT, absent=_UNIT)
ASSESSED = _internal("assessed", _("The subdistrict assessed %(unit)s: %(grade)s"), unit=_UNIT, call=int, grade=_GRADES)
REPLIED = _internal("replied", _("%(unit)s answered its assessment"), unit=_UNIT, call=int)
RATED = _internal("rated", _("Residents rated %(unit)s: %(stars)s of 5"), unit=_UNIT, call=int, stars=int)
