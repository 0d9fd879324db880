"""What people type about whistles."""

from .blowing import BlowForm
from .rating import RateForm
from .steps import AT_ONCE, CALL_MOVES, MOVES, CheckInForm, LeaveForm, StepForm

__all__ = ["AT_ONCE", "CALL_MOVES", "MOVES", "BlowForm", "CheckInForm", "LeaveForm", "RateForm", "StepForm"]
