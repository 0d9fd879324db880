"""Reading actions: fetching is authorising; the rooms above read facts here."""

from hehuo.actions.models import Action, Admonition, Attendance, Incident, Statement, Step, Witness

from .day import Day, StepView, counts, day_of, gate, progress, steps_of, who
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
from .plan import stand_by
from .records import (
    admonitions,
    calls_help,
    help_for,
    incidents,
    line_name,
    pictures,
    statements,
    witness_list,
)

__all__ = [
    "Action",
    "Admonition",
    "Attendance",
    "Day",
    "Incident",
    "Statement",
    "Step",
    "StepView",
    "Witness",
    "action_by_id",
    "action_for",
    "actions",
    "admonished_at",
    "admonition_planned",
    "admonitions",
    "calls_help",
    "counts",
    "day_of",
    "gate",
    "help_for",
    "incidents",
    "line_name",
    "names_of_actions",
    "of_partnership",
    "officers_present",
    "person_concerned_present",
    "pictures",
    "progress",
    "roll",
    "stand_by",
    "statements",
    "steps_of",
    "under_way",
    "who",
    "witness_list",
    "witnesses",
]
