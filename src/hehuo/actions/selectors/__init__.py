"""Reading actions: fetching is authorising; the rooms above read facts here."""

from hehuo.actions.models import Action, Admonition, Attendance, Incident, Statement, Step, Witness

from .facts import (
    admonished_at,
    admonition_planned,
    of_partnership,
    officers_present,
    person_concerned_present,
    roll,
    under_way,
    witnesses,
)
from .one import action_by_id, action_for, actions, names_of_actions

__all__ = [
    "Action",
    "Admonition",
    "Attendance",
    "Incident",
    "Statement",
    "Step",
    "Witness",
    "action_by_id",
    "action_for",
    "actions",
    "admonished_at",
    "admonition_planned",
    "names_of_actions",
    "of_partnership",
    "officers_present",
    "person_concerned_present",
    "roll",
    "under_way",
    "witnesses",
]
