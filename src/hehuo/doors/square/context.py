"""What every public page knows: the visitor's place. Computed only on pages that show it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hehuo.doors.square import places


def square(request: HttpRequest) -> dict[str, object]:
    """``square_place``: the name beside the sign."""
    return {"square_place": SimpleLazyObject(lambda: places.here(request).name)}
