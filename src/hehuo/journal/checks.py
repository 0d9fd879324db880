"""What must be true of the installation for the journal to be worth its name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def database_is_not_a_test(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:  # noqa: ARG001 - the framework names it
    """A site may not run on a database called ``test_…``: there the journal's tables can be emptied."""
    name = str(settings.DATABASES["default"]["NAME"] or "")
    if name.startswith("test_") and "pytest" not in sys.modules:
        return [
            Error(
                f"The database is called {name!r}, and where a name begins with test_ the journal can be emptied.",
                hint="Rename the database, or take another one in DATABASE_URL.",
                id="journal.E001",
            )
        ]
    return []
