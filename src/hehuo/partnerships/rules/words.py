"""The words of a table: levels, origins, standings, forces, risks."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(StrEnum):
    """Who calls the table together: the community (社区治理合伙人) or the subdistrict (社会治理合伙人)."""

    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"

    @property
    def label(self) -> Promise:
        """The level's name on a page."""
        return _LEVELS[self]


_LEVELS = {
    Level.COMMUNITY: _("Community partnership"),
    Level.SUBDISTRICT: _("Subdistrict partnership"),
}


class Origin(StrEnum):
    """What it was opened on."""

    CASE = "case"
    CASES = "cases"
    PLACE = "place"
    THEME = "theme"

    @property
    def label(self) -> Promise:
        """The origin's name on a page."""
        return _ORIGINS[self]


_ORIGINS = {
    Origin.CASE: pgettext_lazy("origin", "One request"),
    Origin.CASES: pgettext_lazy("origin", "Several requests"),
    Origin.PLACE: pgettext_lazy("origin", "A place, before anybody complained"),
    Origin.THEME: pgettext_lazy("origin", "A theme, before anybody complained"),
}


class Standing(StrEnum):
    """As what somebody sits at the table."""

    SEAT = "seat"
    SOCIAL_UNIT = "social_unit"
    EXPERT = "expert"
    PERSON_CONCERNED = "person_concerned"
    FAMILY = "family"
    WITNESS = "witness"
    NEIGHBOUR = "neighbour"

    @property
    def label(self) -> Promise:
        """The standing's name on a page."""
        return _STANDINGS[self]


_STANDINGS = {
    Standing.SEAT: pgettext_lazy("standing", "One of the six seats"),
    Standing.SOCIAL_UNIT: pgettext_lazy("standing", "Social unit"),
    Standing.EXPERT: pgettext_lazy("standing", "Expert"),
    Standing.PERSON_CONCERNED: pgettext_lazy("standing", "The person concerned"),
    Standing.FAMILY: pgettext_lazy("standing", "Family"),
    Standing.WITNESS: pgettext_lazy("standing", "Witness"),
    Standing.NEIGHBOUR: pgettext_lazy("standing", "Neighbour"),
}
#: Residents without an account: their names are sealed and they act through a link of their own.
SEALED = frozenset({Standing.PERSON_CONCERNED, Standing.FAMILY, Standing.WITNESS, Standing.NEIGHBOUR})


class Force(StrEnum):
    """The five forces that a subdistrict's partnership gathers (五力); the work is counted by them."""

    GATHER = "gather"
    GIVE = "give"
    PUSH = "push"
    ASSIST = "assist"
    HELP = "help"

    @property
    def label(self) -> Promise:
        """The force's name on a page (聚力, 出力, 发力, 协力, 助力)."""
        return _FORCES[self]


_FORCES = {
    Force.GATHER: pgettext_lazy("force", "Party organisations gather strength"),
    Force.GIVE: pgettext_lazy("force", "Residents give strength"),
    Force.PUSH: pgettext_lazy("force", "Departments push"),
    Force.ASSIST: pgettext_lazy("force", "Companies and units assist"),
    Force.HELP: pgettext_lazy("force", "Experts and notables help"),
}
_OF_KIND = {
    "working_committee": Force.GATHER,
    "party_branch": Force.GATHER,
    "residents_committee": Force.GIVE,
    "owners_assembly": Force.GIVE,
    "owners_committee": Force.GIVE,
    "property_management_committee": Force.GIVE,
    "subdistrict_office": Force.PUSH,
    "office_section": Force.PUSH,
    "enforcement_team": Force.PUSH,
    "department_enforcing": Force.PUSH,
    "department": Force.PUSH,
    "police_station": Force.PUSH,
    "fire_rescue": Force.PUSH,
    "expert_body": Force.HELP,
}


def force_of(standing: Standing, kind: str = "") -> Force:
    """Which of the five forces somebody brings: by the ``kind`` of organisation, else by ``standing``."""
    if kind:
        return _OF_KIND.get(kind, Force.ASSIST)
    return Force.HELP if standing is Standing.EXPERT else Force.GIVE


class RiskKind(StrEnum):
    """What may go wrong on the day. The first four always need a countermeasure and somebody on stand-by."""

    AGITATED = "agitated"
    FIRE = "fire"
    HEIGHT = "height"
    CROWD = "crowd"
    MEDICAL = "medical"
    WEATHER = "weather"
    OTHER = "other"

    @property
    def label(self) -> Promise:
        """The risk's name on a page."""
        return _RISKS[self]


_RISKS = {
    RiskKind.AGITATED: pgettext_lazy("risk", "An agitated person"),
    RiskKind.FIRE: pgettext_lazy("risk", "Fire"),
    RiskKind.HEIGHT: pgettext_lazy("risk", "Work at a height"),
    RiskKind.CROWD: pgettext_lazy("risk", "A crowd"),
    RiskKind.MEDICAL: pgettext_lazy("risk", "Somebody falls ill"),
    RiskKind.WEATHER: pgettext_lazy("risk", "Weather"),
    RiskKind.OTHER: pgettext_lazy("risk", "Something else"),
}
#: Whatever their level (3-domain §3.5).
GRAVE = frozenset({RiskKind.AGITATED, RiskKind.FIRE, RiskKind.HEIGHT, RiskKind.CROWD})
#: What they say of somebody's health is for those who must know (《个人信息保护法》 art. 28).
SENSITIVE = frozenset({RiskKind.AGITATED, RiskKind.MEDICAL})


def must_be_met(kind: RiskKind, level: int, threshold: int) -> bool:
    """Whether the plan must meet this risk with a countermeasure and a stand-by resource."""
    return kind in GRAVE or level >= threshold
