"""Wrong or missing settings are system checks with a hint, not riddles at run time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from . import env

LEAST_POSTGRESQL = 15
LEAST_KEY = 32
TILE_PLACES = ("{x}", "{y}", "{z}")


@register(Tags.security)
def check_environment(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Values that could not be understood; the defaults stand in for them."""
    del app_configs, kwargs
    hint = "See the table in docs/operating.md."
    return [Error(f"{name}: {problem}", hint=hint, id="hehuo.E001") for name, problem in sorted(env.PROBLEMS.items())]


@register(Tags.security)
def check_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """Secrets that others could guess, once others are served."""
    del app_configs, kwargs
    if not settings.PRODUCTION:
        return
    make = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    if len(settings.SECRET_KEY) < LEAST_KEY or settings.SECRET_KEY == settings.DEVELOPMENT_KEY:
        yield Error(
            f"HEHUO_SECRET_KEY is missing or shorter than {LEAST_KEY} characters, but HEHUO_HOSTS serves others.",
            hint=make,
            id="hehuo.E002",
        )
    phrases = [part.strip() for part in settings.HEHUO_DATA_KEY.split(",") if part.strip()]
    if not phrases or any(len(phrase) < LEAST_KEY for phrase in phrases):
        yield Error(
            f"HEHUO_DATA_KEY is missing or shorter than {LEAST_KEY} characters: names and phones would be sealed with "
            "a key that changes with HEHUO_SECRET_KEY.",
            hint=f"{make} Keep it apart from the backups; without it sealed values cannot be read again.",
            id="hehuo.E003",
        )


@register(Tags.security)
def check_exposure(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """Comforts of development that must not be shown to others."""
    del app_configs, kwargs
    if settings.PRODUCTION and settings.DEBUG:
        yield Error("HEHUO_DEBUG=1 shows the inside to everybody.", hint="Unset it.", id="hehuo.E004")
    if settings.PRODUCTION and settings.DEMO:
        yield checks.Warning(
            "HEHUO_DEMO=1 lets anybody sign in as any demo role, and HEHUO_HOSTS serves others.",
            hint="Unset it wherever real people are on file.",
            id="hehuo.W001",
        )
    if not settings.SECOND_FACTOR_REQUIRED and (settings.PRODUCTION or settings.DEMO):
        yield checks.Warning(
            "HEHUO_SECOND_FACTOR=off: staff sign in with a password alone.",
            hint="MLPS level 3 wants two factors; unset it outside demonstrations.",
            id="hehuo.W002",
        )
    if settings.PRODUCTION and not settings.HTTPS:
        yield checks.Warning(
            "HEHUO_HTTPS=0: passwords and session cookies travel in the clear.",
            hint="Put a proxy with TLS in front (docs/operating.md).",
            id="hehuo.W003",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("HEHUO_HOSTS may not be *.", hint="Name the hosts, separated by commas.", id="hehuo.E005")


@register(Tags.security)
def check_outside(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """E-mail, map tiles and object storage."""
    del app_configs, kwargs
    if settings.PRODUCTION and not env.text("HEHUO_EMAIL_URL"):
        yield checks.Warning(
            "HEHUO_EMAIL_URL is not set: mail is written to the log instead of being sent.",
            hint="For example smtp+tls://user:password@mail.example.cn:587",
            id="hehuo.W004",
        )
    tiles = settings.TILES
    if tiles["url"] and not all(place in tiles["url"] for place in TILE_PLACES):
        yield Error(
            "HEHUO_TILES_URL lacks {x}, {y} or {z}.",
            hint="For example https://tiles.example.cn/{z}/{x}/{y}.png",
            id="hehuo.E006",
        )
    if tiles["url"] and not re.search(r"GS", tiles["review"]):
        yield Error(
            "HEHUO_TILES_REVIEW is missing: public maps must show the review number of their tiles.",
            hint="For example HEHUO_TILES_REVIEW='GS(2024)0568号'",
            id="hehuo.E007",
        )
    if env.text("HEHUO_S3_ENDPOINT") and not env.text("HEHUO_S3_BUCKET"):
        yield Error("HEHUO_S3_ENDPOINT is set but HEHUO_S3_BUCKET is not.", hint="Name the bucket.", id="hehuo.E008")


@register(Tags.database)
def check_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> Iterable[CheckMessage]:
    """Whether the server can carry us."""
    del app_configs, kwargs
    for alias in databases or ():
        connection = connections[alias]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('fsync')")
                version, fsync = cursor.fetchone()
        except DatabaseError:
            yield Error(
                "The database does not answer.", hint="`hehuo db up`, or correct DATABASE_URL.", id="hehuo.E009"
            )
            continue
        if version // 10000 < LEAST_POSTGRESQL:
            yield Error(
                f"PostgreSQL {version // 10000} is too old.",
                hint=f"Hehuo needs {LEAST_POSTGRESQL} or newer; unset DATABASE_URL to use the embedded one.",
                id="hehuo.E010",
            )
        if fsync != "on":
            yield checks.Warning("fsync is off: a power cut loses cases.", hint="Switch it on.", id="hehuo.W005")
