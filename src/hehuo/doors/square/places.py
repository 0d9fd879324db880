"""Which places the square is for: the subdistricts whose office works with us, and the community a visitor chose."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.parties import selectors as parties
from hehuo.places import selectors as places

COOKIE = "place"


@dataclass(frozen=True, slots=True)
class Here:
    """The visitor's place: ``code`` is "" while she chose none and more than one subdistrict is served."""

    code: str = ""
    name: str = ""

    @property
    def subdistrict(self) -> str:
        """The subdistrict of the place, "" above it."""
        if self.code and codes.level(self.code) >= Level.SUBDISTRICT:
            return codes.truncate(self.code, Level.SUBDISTRICT)
        return ""

    @property
    def community(self) -> str:
        """The community chosen, "" when only the subdistrict is known."""
        return self.code if self.code and codes.level(self.code) == Level.COMMUNITY else ""


def served() -> list[str]:
    """Codes of the subdistricts whose office is a party here."""
    return parties.places_served_by("subdistrict_office")


def here(request: HttpRequest) -> Here:
    """From the visitor's cookie; else the only subdistrict that is served."""
    code = request.COOKIES.get(COOKIE, "")
    if code and codes.is_code(code) and Level.SUBDISTRICT <= codes.level(code) <= Level.COMMUNITY:
        name = places.names([code]).get(code)
        if name:
            return Here(code, name)
    all_served = served()
    if len(all_served) == 1:
        return Here(all_served[0], places.name_of(all_served[0]))
    return Here()
