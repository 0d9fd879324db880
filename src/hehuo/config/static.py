"""Static files: hashed names, compressed, served by whitenoise."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """A file that was not collected is named without its hash, so that a forgotten picture is not a page of error.

    The system check hehuo.W006 tells that ``hehuo setup`` has to run.
    """

    def stored_name(self, name: str) -> str:
        """The hashed name where there is one."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
