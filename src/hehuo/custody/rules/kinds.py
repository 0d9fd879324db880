"""Words of the room: the six bases, the states of a thing, the steps of a procedure."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Basis(StrEnum):
    """On what ground a thing moves (3-domain §3.4). There is no seventh."""

    OWN_WILL = "A"
    ABANDONED = "B"
    SEIZURE = "C1"
    EXECUTION = "C2"
    SUBSTITUTE = "C3"
    COURT = "C4"

    @property
    def label(self) -> Promise:
        """The basis in words."""
        return _BASES[self]

    @property
    def source(self) -> Promise:
        """The articles on which it rests."""
        return _LAWS[self]


_BASES: dict[Basis, Promise] = {
    Basis.OWN_WILL: _("The owner's own will"),
    Basis.ABANDONED: _("Apparently abandoned, after notice"),
    Basis.SEIZURE: _("Seizure by the authority"),
    Basis.EXECUTION: _("Compulsory execution by the authority"),
    Basis.SUBSTITUTE: _("Substituted performance"),
    Basis.COURT: _("Execution by the court"),
}
_LAWS: dict[Basis, Promise] = {
    Basis.OWN_WILL: _("Civil Code, art. 240 and 161–165"),
    Basis.ABANDONED: _("Civil Code, art. 314–318; Beijing City Appearance Regulation, art. 35 by analogy"),
    Basis.SEIZURE: _("Administrative Coercion Law, art. 18–19 and 22–28"),
    Basis.EXECUTION: _("Administrative Coercion Law, art. 13, 34–39 and 43"),
    Basis.SUBSTITUTE: _("Administrative Coercion Law, art. 50–52"),
    Basis.COURT: _("Administrative Coercion Law, art. 53–54"),
}
#: The bases that are a competent authority's own procedure.
PROCEDURES = (Basis.SEIZURE, Basis.EXECUTION, Basis.SUBSTITUTE, Basis.COURT)


class State(StrEnum):
    """Where a thing stands."""

    NUMBERED = "numbered"
    MOVED = "moved"
    STORED = "stored"
    RELEASED = "released"
    CLAIMED = "claimed"
    CLEARED = "cleared"
    DISPOSED = "disposed"

    @property
    def label(self) -> Promise:
        """The state in words."""
        return _STATES[self]


_STATES: dict[State, Promise] = {
    State.NUMBERED: pgettext_lazy("thing", "Numbered, where it stood"),
    State.MOVED: pgettext_lazy("thing", "On its way"),
    State.STORED: pgettext_lazy("thing", "In storage"),
    State.RELEASED: pgettext_lazy("thing", "Given back"),
    State.CLAIMED: pgettext_lazy("thing", "Fetched by its owner"),
    State.CLEARED: pgettext_lazy("thing", "Cleared by its owner"),
    State.DISPOSED: pgettext_lazy("thing", "Disposed of"),
}
#: Nothing happens to these any more.
FINAL = frozenset({State.RELEASED, State.CLAIMED, State.CLEARED, State.DISPOSED})
#: In somebody's hands, away from where they stood.
KEPT = frozenset({State.MOVED, State.STORED})


class Authority(StrEnum):
    """By what right somebody signs for the owner."""

    OWNER = "owner"
    FAMILY = "family_authorised"
    FAMILY_UNAUTHORISED = "family"

    @property
    def label(self) -> Promise:
        """The right in words."""
        return _AUTHORITIES[self]


_AUTHORITIES: dict[Authority, Promise] = {
    Authority.OWNER: pgettext_lazy("signer", "The owner"),
    Authority.FAMILY: pgettext_lazy("signer", "Family, with the owner's authority in writing"),
    Authority.FAMILY_UNAUTHORISED: pgettext_lazy("signer", "Family, without authority"),
}


class Spot(StrEnum):
    """What kind of place is blocked: it decides which authority is competent (物业管理条例 art. 98)."""

    ROUTE = "evacuation_route"
    COMMON = "common_part"

    @property
    def label(self) -> Promise:
        """The kind in words."""
        return _SPOTS[self]


_SPOTS: dict[Spot, Promise] = {
    Spot.ROUTE: _("Evacuation route, stairs, fire lane"),
    Spot.COMMON: _("Another common part"),
}


class Step(StrEnum):
    """What an authority does, and writes down, in a procedure."""

    APPROVED = "approved"
    URGENT_REPORTED = "urgent_reported"
    IDENTITY_SHOWN = "identity_shown"
    PERSON_PRESENT = "person_present"
    WITNESS_PRESENT = "witness_present"
    REASONS_TOLD = "reasons_told"
    STATEMENT_HEARD = "statement_heard"
    RECORD_SIGNED = "record_signed"
    SCOPE_CHECKED = "scope_checked"
    NECESSITIES_CHECKED = "necessities_checked"
    ORDERED = "ordered"
    DEMANDED = "demanded"
    DECIDED = "decided"
    DELIVERED = "delivered"
    HANDED_OVER = "handed_over"
    OFFICER_PRESENT = "officer_present"
    COURT_APPLIED = "court_applied"
    COURT_RULED = "court_ruled"
    COURT_EXECUTES = "court_executes"
    EXTENSION_APPROVED = "extension_approved"
    DISPOSAL_DECIDED = "disposal_decided"
    LIFTED = "lifted"

    @property
    def label(self) -> Promise:
        """The step in words."""
        return _STEPS[self]


_STEPS: dict[Step, Promise] = {
    Step.APPROVED: _("The head of the authority approved"),
    Step.URGENT_REPORTED: _("Urgent: reported to the head of the authority within 24 hours"),
    Step.IDENTITY_SHOWN: _("The officers showed their certificates"),
    Step.PERSON_PRESENT: _("The person concerned is present"),
    Step.WITNESS_PRESENT: _("The person concerned did not come; a witness is present"),
    Step.REASONS_TOLD: _("Reasons, rights and remedies were told"),
    Step.STATEMENT_HEARD: _("The statement and defence were heard"),
    Step.RECORD_SIGNED: _("The record was made and signed, or the refusal noted"),
    Step.SCOPE_CHECKED: _("Checked: nothing on the list is unrelated to the matter"),
    Step.NECESSITIES_CHECKED: _("Checked: nothing on the list is a daily necessity"),
    Step.ORDERED: _("The order was given and its time has passed"),
    Step.DEMANDED: _("The written demand was delivered"),
    Step.DECIDED: _("The decision was made"),
    Step.DELIVERED: _("The decision was delivered"),
    Step.HANDED_OVER: _("Decision and inventory, in duplicate, were handed over on the spot"),
    Step.OFFICER_PRESENT: _("An officer of the authority supervises on the spot"),
    Step.COURT_APPLIED: _("Execution was applied for at the court"),
    Step.COURT_RULED: _("The court ruled that it be executed"),
    Step.COURT_EXECUTES: _("The court carries it out, or organises it"),
    Step.EXTENSION_APPROVED: _("The head of the authority approved the extension"),
    Step.DISPOSAL_DECIDED: _("The authority decided what becomes of the things"),
    Step.LIFTED: _("The authority lifted the measure"),
}
#: Which steps a procedure has, in the order in which they are usually taken.
STEPS: dict[Basis, tuple[Step, ...]] = {
    Basis.SEIZURE: (
        Step.APPROVED, Step.IDENTITY_SHOWN, Step.PERSON_PRESENT, Step.WITNESS_PRESENT, Step.REASONS_TOLD,
        Step.STATEMENT_HEARD, Step.SCOPE_CHECKED, Step.NECESSITIES_CHECKED, Step.RECORD_SIGNED, Step.DECIDED,
        Step.HANDED_OVER, Step.URGENT_REPORTED, Step.EXTENSION_APPROVED, Step.DISPOSAL_DECIDED, Step.LIFTED,
    ),
    Basis.EXECUTION: (
        Step.ORDERED, Step.DEMANDED, Step.STATEMENT_HEARD, Step.DECIDED, Step.DELIVERED, Step.DISPOSAL_DECIDED,
        Step.LIFTED,
    ),
    Basis.SUBSTITUTE: (
        Step.ORDERED, Step.DECIDED, Step.DELIVERED, Step.DEMANDED, Step.OFFICER_PRESENT, Step.DISPOSAL_DECIDED,
        Step.LIFTED,
    ),
    Basis.COURT: (
        Step.ORDERED, Step.DEMANDED, Step.COURT_APPLIED, Step.COURT_RULED, Step.COURT_EXECUTES,
        Step.DISPOSAL_DECIDED, Step.LIFTED,
    ),
}  # fmt: skip


class Danger(StrEnum):
    """For what alone somebody else may perform (行政强制法 art. 50)."""

    TRAFFIC = "traffic"
    POLLUTION = "pollution"
    RESOURCES = "resources"

    @property
    def label(self) -> Promise:
        """The danger in words."""
        return _DANGERS[self]


_DANGERS: dict[Danger, Promise] = {
    Danger.TRAFFIC: _("Endangers the safety of traffic"),
    Danger.POLLUTION: _("Pollutes the environment"),
    Danger.RESOURCES: _("Harms natural resources"),
}

#: Statutes that themselves let an authority execute (行政强制法 art. 13: a law, never a regulation), by authority.
GRANTS: dict[str, tuple[str, frozenset[str]]] = {
    "fire_60": ("《中华人民共和国消防法》第六十条第三款", frozenset({"fire_rescue"})),
    "road_106": ("《中华人民共和国道路交通安全法》第一百零六条", frozenset({"police_station"})),
}

#: Which kinds of organisation are competent for which spot (《北京市物业管理条例》 art. 98).
COMPETENT: dict[Spot, frozenset[str]] = {
    Spot.ROUTE: frozenset({"fire_rescue"}),
    Spot.COMMON: frozenset({"enforcement_team"}),
}
