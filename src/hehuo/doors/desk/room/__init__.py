"""The room of one partnership: facts of all the rooms put together for one page."""

from .page import days_of, room_of

__all__ = ["days_of", "room_of"]
