"""How a visitor wants pages shown. Kept in two cookies and applied by the server, so that no script is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large")
THEME_COOKIE = "theme"
SIZE_COOKIE = "type"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Display:
    """Theme (``auto`` follows the device) and type size (``large`` is 大字版)."""

    theme: str = "auto"
    size: str = "normal"

    @classmethod
    def of(cls, cookies: Mapping[str, str]) -> Display:
        """Read the cookies; anything unknown counts as the default."""
        theme, size = cookies.get(THEME_COOKIE, ""), cookies.get(SIZE_COOKIE, "")
        return cls(theme if theme in THEMES else "auto", size if size in SIZES else "normal")

    @property
    def classes(self) -> str:
        """The classes of the ``html`` element."""
        return f"theme-{self.theme} type-{self.size}"

    @property
    def large(self) -> bool:
        """Whether large type is on."""
        return self.size == "large"
