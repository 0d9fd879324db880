"""Every URL × every role × own, neighbouring and foreign place, as the hand-written tables say (tests/access)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings as house
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import access
from tests.access import LOGIN, Row


def _urls(resolver: URLResolver, namespace: str = "", route: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}" if entry.name else here
        else:
            yield from _urls(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, here)


def _tables() -> list[tuple[str, str, list[Row]]]:
    rows = []
    for module in pkgutil.iter_modules(access.__path__):
        table = importlib.import_module(f"tests.access.{module.name}").TABLE
        rows += [(module.name, name, row if isinstance(row, list) else [row]) for name, row in table.items()]
    return rows


ROWS = _tables()
LISTED = [name for _, name, _ in ROWS]


def test_every_url_is_listed():
    unlisted = sorted(set(_urls(get_resolver())) - set(LISTED))
    assert not unlisted, f"no table in tests/access says who may open: {', '.join(unlisted)}"


def test_every_row_has_its_url():
    gone = sorted(set(LISTED) - set(_urls(get_resolver())))
    assert not gone, f"tests/access lists URLs that are gone: {', '.join(gone)}"


def test_no_url_is_listed_twice():
    twice = sorted({name for name in LISTED if LISTED.count(name) > 1})
    assert not twice, f"two tables list: {', '.join(twice)}"


def _given(given, world, cast):
    return dict(given(world, cast) if callable(given) else given)


def _is_login(response) -> bool:
    if response.status_code != 302:
        return False
    return urlsplit(response["Location"]).path == resolve_url(house.LOGIN_URL)


def _knock(client: Client, row: Row, url: str, query, data, expected: int | str) -> str:
    """What is wrong with the answer; empty when it is as the table says."""
    with transaction.atomic():
        if row.method == "get":
            response = client.get(url, query)
        else:
            response = getattr(client, row.method)(url, data, query_params=query)
        transaction.set_rollback(True)
    right = (
        _is_login(response)
        if expected == LOGIN
        else response.status_code == expected and not (expected == 302 and _is_login(response))
    )
    if right:
        return ""
    got = LOGIN if _is_login(response) else response.status_code
    why = f" ({response.exc_info[1]!r})" if getattr(response, "exc_info", None) else ""
    return f"{got} instead of {expected}{why}"


@pytest.mark.parametrize(
    ("name", "row"),
    [pytest.param(name, row, id=f"{name}-{row.method}-{n}") for _, name, rows in ROWS for n, row in enumerate(rows)],
)
def test_access(name, row, world, cast, sign_in, settings):
    for setting, value in row.settings.items():
        setattr(settings, setting, value)
    if row.before:
        row.before(world, cast)
    url = reverse(name, kwargs=_given(row.kwargs, world, cast)) if "/" not in name else f"/{name}"
    query, data = _given(row.query, world, cast), _given(row.data, world, cast)
    wrong = []
    for who, expected in row.knocks():
        client = sign_in(getattr(cast, who)) if who else Client()
        client.raise_request_exception = False
        problem = _knock(client, row, url, query, data, expected)
        if problem:
            wrong.append(f"{who or 'anonymous'}: {problem}")
    assert not wrong, f"{row.method.upper()} {url}\n" + "\n".join(wrong)
