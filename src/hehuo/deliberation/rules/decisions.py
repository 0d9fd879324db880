"""What the voices in a meeting decide. One voice is one seat, or one invitation without a seat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .settings import Rule


class Stance(StrEnum):
    """What a voice says to a proposal."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    ASIDE = "aside"

    @property
    def label(self) -> Promise:
        """The stance in a word."""
        return _STANCES[self]


_STANCES = {
    Stance.FOR: pgettext_lazy("stance", "For"),
    Stance.AGAINST: pgettext_lazy("stance", "Against"),
    Stance.ABSTAIN: pgettext_lazy("stance", "Abstains"),
    Stance.ASIDE: pgettext_lazy("stance", "Stands aside"),
}


class Result(StrEnum):
    """How a proposal stands."""

    OPEN = "open"
    ADOPTED = "adopted"
    REJECTED = "rejected"

    @property
    def label(self) -> Promise:
        """The result in a word."""
        return _RESULTS[self]


_RESULTS = {
    Result.OPEN: pgettext_lazy("decision", "Open"),
    Result.ADOPTED: pgettext_lazy("decision", "Adopted"),
    Result.REJECTED: pgettext_lazy("decision", "Not adopted"),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many voices said what; ``silent`` are present and said nothing."""

    favour: int = 0
    against: int = 0
    abstain: int = 0
    aside: int = 0
    silent: int = 0

    @classmethod
    def of(cls, stances: Iterable[str], present: int) -> Tally:
        """The tally of ``stances`` among ``present`` voices."""
        said = list(stances)
        favour, against, abstain, aside = (said.count(stance) for stance in Stance)
        return cls(favour, against, abstain, aside, max(0, present - len(said)))

    @property
    def given(self) -> int:
        """How many spoke."""
        return self.favour + self.against + self.abstain + self.aside

    @property
    def counting(self) -> int:
        """How many said for or against: the others never weigh."""
        return self.favour + self.against


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the proposal is adopted, and why, in words."""

    result: Result
    why: Promise | str

    @property
    def adopted(self) -> bool:
        """Whether it is adopted."""
        return self.result is Result.ADOPTED


def decide(rule: Rule | str, tally: Tally) -> Outcome:
    """What ``tally`` decides under ``rule``.

    "More than half" leaves the half out, "two thirds and more" includes the number (Civil Code art. 1259). Nothing is
    adopted for which nobody spoke.
    """
    rule = Rule(rule)
    if not tally.favour:
        return Outcome(Result.REJECTED, _("nobody spoke for it"))
    if rule is Rule.CONSENT:
        if tally.against:
            return Outcome(Result.REJECTED, _("somebody is against it, and consent needs that nobody is"))
        return Outcome(Result.ADOPTED, _("nobody is against it"))
    facts = {"favour": tally.favour, "counting": tally.counting}
    if rule is Rule.MAJORITY:
        if 2 * tally.favour > tally.counting:
            return Outcome(Result.ADOPTED, _("%(favour)s of %(counting)s is more than half") % facts)
        return Outcome(Result.REJECTED, _("%(favour)s of %(counting)s is not more than half") % facts)
    if 3 * tally.favour >= 2 * tally.counting:
        return Outcome(Result.ADOPTED, _("%(favour)s of %(counting)s is two thirds or more") % facts)
    return Outcome(Result.REJECTED, _("%(favour)s of %(counting)s is less than two thirds") % facts)
