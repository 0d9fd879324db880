"""What can be true of an action day."""

from .action import Action, Closing, Picture
from .record import Admonition, Incident, Statement, Witness
from .roll import Attendance
from .step import Step

__all__ = [
    "Action",
    "Admonition",
    "Attendance",
    "Closing",
    "Incident",
    "Picture",
    "Statement",
    "Step",
    "Witness",
]
