"""What can go wrong, said in the user's words.

Every door turns these into its own shape (page message, API error, CLI line) in one place; services raise nothing else
on purpose. Messages are lazy translatable strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise


class HehuoError(Exception):
    """Base of all errors that a person may read. ``code`` is stable, for the API and for tests."""

    code = "error"
    status = 400

    def __init__(
        self, message: Any, *, code: str = "", source: str | Promise = "", fields: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        #: Where the rule comes from: law article, policy, charter clause.
        self.source = source
        #: Field name → message, when the fault lies in single inputs.
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return str(self.message)


class Invalid(HehuoError):
    """The input cannot be understood or kept."""

    code = "invalid"
    status = 422


class Refused(HehuoError):
    """Understood, permitted to ask, but a rule says no; ``source`` names the rule."""

    code = "refused"
    status = 409


class Conflict(HehuoError):
    """Somebody was first, or the same key came with other content."""

    code = "conflict"
    status = 409


class NotAllowed(HehuoError):
    """She may know of the thing but may not do this with it."""

    code = "not_allowed"
    status = 403


class NotFound(HehuoError):
    """No such thing, or none that she may know of (outsiders cannot tell the difference)."""

    code = "not_found"
    status = 404


class TooMany(HehuoError):
    """Asked more often than the limit allows; the words say when it goes on."""

    code = "too_many"
    status = 429
