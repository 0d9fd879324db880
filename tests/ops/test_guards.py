"""What stands between the street and the rooms: factors, idle sign-out, lock-out, limits, errors, headers, logs."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from hehuo.config import health, logs
from hehuo.config.errors import broken
from hehuo.ground import clock, limits, middleware
from hehuo.ground.errors import Conflict, NotFound, Refused

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def worker(cast: Any) -> Any:
    cast.worker.user.set_password(PASSWORD)
    cast.worker.user.save()
    return cast.worker


@pytest.fixture
def client() -> Client:
    return Client()


class TestSecondFactor:
    def test_staff_without_one_are_led_to_set_it_up(self, client: Client, worker: Any, settings: Any) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        client.force_login(worker.user, "django.contrib.auth.backends.ModelBackend")
        response = client.get("/desk/")
        assert response.status_code == 302
        assert response["Location"] == "/accounts/2fa/totp/activate/"
        assert client.get("/accounts/logout/").status_code == 200

    def test_staff_who_have_one_but_did_not_use_it_sign_in_again(
        self, client: Client, worker: Any, settings: Any
    ) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        Authenticator.objects.create(user=worker.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client.force_login(worker.user, "django.contrib.auth.backends.ModelBackend")
        assert client.get("/desk/")["Location"].startswith("/accounts/login/")
        assert "_auth_user_id" not in client.session

    def test_staff_who_used_it_and_residents_pass(
        self, client: Client, sign_in: Callable[[Any], Client], worker: Any, settings: Any
    ) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        assert "2fa" not in sign_in(worker).get("/desk/").headers.get("Location", "")
        assert client.get("/").status_code == 200

    def test_its_seed_is_sealed(self) -> None:
        from hehuo.config.accounts import SecondFactorAdapter

        sealed = SecondFactorAdapter().encrypt("SEED")
        assert "SEED" not in sealed
        assert SecondFactorAdapter().decrypt(sealed) == "SEED"


class TestIdle:
    def test_an_abandoned_desk_is_signed_out(
        self, sign_in: Callable[[Any], Client], worker: Any, settings: Any
    ) -> None:
        settings.IDLE_MINUTES = 30
        client = sign_in(worker)
        client.get("/desk/")
        with clock.at(clock.now() + timedelta(minutes=29)):
            client.get("/desk/")
        assert "_auth_user_id" in client.session
        with clock.at(clock.now() + timedelta(minutes=29 + 31)):
            assert client.get("/desk/")["Location"].startswith("/accounts/login/")
        assert "_auth_user_id" not in client.session


class TestSigningIn:
    def test_five_wrong_passwords_lock_that_name_at_that_address(self, client: Client, worker: Any) -> None:
        said = [self._try(client, worker.user.username, "wrong") for _ in range(6)]
        assert said[-1].status_code == 429
        assert self._try(client, worker.user.username, PASSWORD).status_code == 429
        assert self._try(client, worker.user.username, PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302

    def test_an_unknown_name_looks_the_same(self, client: Client, worker: Any) -> None:
        known, unknown = (self._try(client, name, "wrong") for name in (worker.user.username, "nobody-at-all"))
        assert known.status_code == unknown.status_code == 200
        words = [response.context["form"].non_field_errors() for response in (known, unknown)]
        assert words[0] == words[1]

    def test_nobody_signs_up(self, client: Client) -> None:
        response = client.post(
            "/accounts/signup/", {"username": "me", "password1": PASSWORD, "password2": PASSWORD, "email": "a@b.cn"}
        )
        assert response.status_code in {200, 302, 404}
        assert "_auth_user_id" not in client.session

    @staticmethod
    def _try(client: Client, name: str, password: str, **extra: str) -> HttpResponse:
        return client.post("/accounts/login/", {"login": name, "password": password}, **extra)


class TestLimits:
    def test_reports_without_account_are_counted_per_address(self, rf: RequestFactory, settings: Any) -> None:
        settings.REPORT_RATE = "3/h"
        first, second = rf.post("/", REMOTE_ADDR="10.0.0.1"), rf.post("/", REMOTE_ADDR="10.0.0.2")
        assert [limits.may_report(first) for _ in range(5)] == [True, True, True, False, False]
        assert limits.may_report(second)
        assert limits.may_look_up(first)

    def test_counting_keeps_the_expiry(self) -> None:
        cache.add("counted", 1, timeout=3600)
        assert cache.incr("counted") == 2
        with pytest.raises(ValueError, match="not found"):
            cache.incr("never-counted")

    def test_a_client_cannot_choose_its_address(self, rf: RequestFactory, settings: Any) -> None:
        seen = middleware.ClientAddressMiddleware(lambda request: HttpResponse(middleware.client_address(request)))
        claim = {"HTTP_X_FORWARDED_FOR": "1.1.1.1, 10.0.0.7", "REMOTE_ADDR": "127.0.0.1"}
        settings.PROXIES = 0
        assert seen(rf.get("/", **claim)).content == b"127.0.0.1"
        settings.PROXIES = 1
        assert seen(rf.get("/", **claim)).content == b"10.0.0.7"


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "status"),
        [(Refused("太早了", source="条例第十三条"), 409), (NotFound("没有"), 404), (Conflict("已有人"), 409)],
    )
    def test_a_page_says_it_in_the_users_words(self, rf: RequestFactory, error: Any, status: int) -> None:
        response = self._handle(rf.get("/desk/somewhere/"), error)
        assert response.status_code == status
        assert str(error) in response.content.decode()
        assert error.source in response.content.decode()

    def test_the_interface_says_it_as_json(self, rf: RequestFactory) -> None:
        response = self._handle(rf.get("/api/v1/x"), Refused("太早了", source="第十三条", fields={"due": "later"}))
        said = json.loads(response.content)["error"]
        assert (said["code"], said["message"], said["source"]) == ("refused", "太早了", "第十三条")
        assert said["fields"] == {"due": "later"}

    def test_other_errors_go_their_way(self, rf: RequestFactory) -> None:
        assert middleware.ErrorMiddleware(HttpResponse).process_exception(rf.get("/"), ValueError()) is None

    def test_a_missing_page_is_a_page(self, client: Client) -> None:
        response = client.get("/nowhere/at/all/")
        assert response.status_code == 404
        assert response["X-Request-ID"] in response.content.decode()

    def test_even_the_page_of_error_may_break(self, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> HttpResponse:
            raise DatabaseError

        monkeypatch.setattr("hehuo.config.errors.error_page", fail)
        response = broken(rf.get("/"))
        assert response.status_code == 500
        assert "12345" in response.content.decode()

    def test_an_old_form_is_asked_for_again(self) -> None:
        response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
        assert response.status_code == 403
        assert "<h1>" in response.content.decode()

    @staticmethod
    def _handle(request: HttpRequest, error: Exception) -> HttpResponse:
        request.user = type("Nobody", (), {"is_authenticated": False, "is_anonymous": True})()
        request.session = {}
        response = middleware.ErrorMiddleware(HttpResponse).process_exception(request, error)
        assert response
        return response


class TestHeaders:
    def test_nothing_inline_may_run(self, client: Client) -> None:
        policy = client.get("/")["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy

    def test_the_usual_ones_are_there(self, client: Client) -> None:
        response = client.get("/")
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"

    def test_a_sane_request_id_is_kept_and_any_other_replaced(self, client: Client) -> None:
        assert client.get("/", headers={"X-Request-ID": "0123-abcd-99"})["X-Request-ID"] == "0123-abcd-99"
        assert "\n" not in client.get("/", headers={"X-Request-ID": "x y z <b>"})["X-Request-ID"]


class TestHealth:
    def test_alive_needs_nothing(self, client: Client) -> None:
        assert client.get("/livez", headers={"Host": "10.1.2.3"}).content == b"ok\n"

    def test_ready_names_what_is_missing(self, client: Client) -> None:
        response = client.get("/readyz", headers={"Host": "10.1.2.3"})
        assert response.status_code == 503
        assert response.json() == {
            "ready": False,
            "database": "ok",
            "migrations": "ok",
            "worker": "no worker has reported",
        }

    def test_a_dead_database_is_told_not_thrown(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> str:
            raise DatabaseError

        monkeypatch.setattr(health, "_migrations", fail)
        assert client.get("/readyz").json()["database"] == "does not answer"


class TestLogs:
    def test_a_line_is_json_and_hides_numbers(self) -> None:
        handler = logging.Formatter
        formatter = logs.Json(logs.FIELDS, rename_fields={"levelname": "level"})
        record = logging.makeLogRecord(
            {"name": "x", "levelname": "INFO", "msg": "called 13812345678 for 110108199001011234", "request": object()}
        )
        logs.Context().filter(record)
        said = json.loads(formatter.format(record))
        assert said["level"] == "INFO"
        assert "12345678" not in said["message"]
        assert "19900101" not in said["message"]
        assert "request" not in said
        assert isinstance(formatter, handler)

    def test_requests_are_logged_by_route_not_by_address(
        self, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO, logger="hehuo.request"):
            client.get("/accounts/password/reset/key/secret-of-somebody/?phone=13812345678")
        assert caplog.records
        assert "secret-of-somebody" not in caplog.text
        assert "13812345678" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/case/%00/", "/around/?q=%00", "/api/v1/cases?q=%00"])
def test_an_address_with_a_nul_is_refused_as_a_page(address):
    assert Client().get(address).status_code == 422
