"""Every page of the rooms where people work together, as the first who may open it: axe is content and it fits.

The pages, their preparation and who may open them are read from the hand-written tables of ``tests/access``, so that a
new page is looked at as soon as it is listed there. Pages with the same preparation are visited in one go; axe looks
at the telephone's width, and every page must fit a telephone and a desk.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.access import Row

pytestmark = pytest.mark.django_db(transaction=True)

#: Papers, pictures, calendars, and a piece of a page that is fetched into it.
NO_PAGES = {
    "actions-live",
    "actions-report",
    "custody-consent-blank",
    "custody-labels",
    "custody-mine-photo",
    "meetings-feed",
    "meetings-ical",
    "meetings-paper",
    "watches-sheet",
} | {f"custody-{name}-pdf" for name in ("agreement", "consent", "dissuasion", "inventory", "notice", "receipt")}
ROOMS = ("partnerships", "deliberation", "whistles", "actions", "custody", "watches")


def _pages(room: str) -> Iterator[tuple[Callable[..., object] | None, str, Row, str]]:
    """Preparation, URL name, row, and who opens it (empty: anybody)."""
    seen = set()
    for name, rows in importlib.import_module(f"tests.access.{room}").TABLE.items():
        for row in rows if isinstance(rows, list) else [rows]:
            may = [who for who, expected in row.knocks() if expected == 200]
            if row.method == "get" and may and name not in NO_PAGES and (name, row.before, may[0]) not in seen:
                seen.add((name, row.before, may[0]))
                yield row.before, name, row, may[0]


def _groups() -> Iterator[Any]:
    for room in ROOMS:
        pages = sorted(_pages(room), key=lambda page: getattr(page[0], "__name__", ""))
        for name, group in groupby(pages, key=lambda page: getattr(page[0], "__name__", "")):
            yield pytest.param(list(group), id=f"{room}-{name or 'empty'}")


def _given(given: Any, world: Any, cast: Any) -> dict[str, Any]:
    return dict(given(world, cast) if callable(given) else given)


@pytest.mark.parametrize("group", list(_groups()))
def test_pages_are_accessible_and_fit(group, open_page, axe, fits, world, cast):
    if group[0][0]:
        group[0][0](world, cast)
    windows: dict[str, Any] = {}
    for _, name, row, who in group:
        if who not in windows:
            windows[who] = open_page(width=360, signed_in=cast.people[who] if who else None)
        page = windows[who]
        query = urlencode(_given(row.query, world, cast))
        answer = page.goto(f"{reverse(name, kwargs=_given(row.kwargs, world, cast))}?{query}")
        assert answer is not None
        assert answer.status == 200, f"{name} as {who or 'anybody'}"
        page.set_viewport_size({"width": 360, "height": 800})
        fits(page)
        axe(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        fits(page)
