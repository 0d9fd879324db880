"""The way in as the web server uses it: two chains of middleware, and pooled connections that are checked for free."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from psycopg_pool import ConnectionPool

from hehuo.config.database import Pooled
from hehuo.config.wsgi import application


@pytest.fixture(autouse=True)
def _same_connection() -> Iterator[None]:
    """A request would close the connection in whose transaction the test stands (Django's client does so too)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def knock(path: str, *, body: object = None, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of what the application answers."""
    data = b"" if body is None else json.dumps(body).encode()
    environ = {
        "REQUEST_METHOD": "GET" if body is None else "POST", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data), "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http", **headers,
    }  # fmt: skip
    told: list[Any] = []
    response = application(environ, lambda status, head, _error=None: told.extend((status, dict(head))))
    return told[0], told[1], b"".join(response)


def test_the_interface_keeps_order_and_leaves_out_what_only_pages_need() -> None:
    kept = [name for name in settings.MIDDLEWARE if name in settings.API_MIDDLEWARE]
    assert kept == settings.API_MIDDLEWARE
    left = {name.rpartition(".")[2] for name in settings.MIDDLEWARE} - {
        name.rpartition(".")[2] for name in settings.API_MIDDLEWARE
    }
    assert {"SessionMiddleware", "CsrfViewMiddleware"} <= left
    assert not left & {"SecurityMiddleware", "CSPMiddleware", "ErrorMiddleware", "RequestIdMiddleware"}


@pytest.mark.usefixtures("world")
def test_a_report_comes_in_and_its_answer_is_guarded() -> None:
    status, headers, body = knock("/api/v1/cases", body={"text": "楼道里堆了纸箱。", "place": "110108025014"})
    assert status.startswith("201"), body
    assert "Set-Cookie" not in headers
    assert {"X-Request-ID", "X-Frame-Options", "Content-Security-Policy", "X-Content-Type-Options"} <= headers.keys()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/v1/nothing", None, "404", "not_found"),
        ("/api/v1/cases", {"text": ""}, "422", "invalid"),
        ("/api/v1/inbox", None, "401", "unauthorised"),
    ],
)
def test_errors_have_their_one_shape(path: str, body: object, status: str, code: str) -> None:
    said, headers, content = knock(path, body=body)
    assert said.startswith(status)
    assert headers["Content-Type"].startswith("application/json")
    assert json.loads(content)["error"]["code"] == code


@pytest.mark.usefixtures("db")
def test_foreign_hosts_are_turned_away_and_pages_still_have_a_session() -> None:
    assert knock("/api/v1/places", HTTP_HOST="elsewhere.example")[0].startswith("400")
    assert knock("/desk/")[0].startswith("302")


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_that_the_server_ended_is_replaced() -> None:
    parameters = connection.get_connection_params() | {"autocommit": True}
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with ConnectionPool(
        kwargs=parameters, connection_class=Pooled, min_size=1, max_size=1, check=ConnectionPool.check_connection
    ) as pool:
        with pool.connection() as one:
            pid = one.info.backend_pid
            assert one.execute("SELECT 1").fetchone() == (1,)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        with pool.connection() as other:
            assert other.info.backend_pid != pid
            assert other.execute("SELECT 2").fetchone() == (2,)


@pytest.mark.django_db(transaction=True)
def test_the_check_of_a_silent_connection_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = connection.get_connection_params() | {"autocommit": True}
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with Pooled.connect(**parameters) as one:
        sent: list[object] = []
        real: Callable[..., Any] = psycopg.Connection.execute
        monkeypatch.setattr(psycopg.Connection, "execute", lambda *a, **k: sent.append(a) or real(*a, **k))
        ConnectionPool.check_connection(one)
        assert not sent
        one.execute("SELECT 1")
        assert len(sent) == 1
