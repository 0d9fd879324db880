"""How allauth behaves here."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from hehuo.ground import secrets


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the seeds of one-time codes sealed, so that a copy of the database signs nobody in."""

    def encrypt(self, text: str) -> str:
        """The sealed seed as text."""
        return base64.b64encode(secrets.seal(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The seed behind a sealed one."""
        return secrets.open_sealed(base64.b64decode(encrypted_text))


def name_typed(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name or address that somebody tries to sign in with, for lock-outs; one spelling, whichever way it came.

    django-axes asks twice, with allauth's credentials and with the form alone; both must count for the same name, else
    failures pile up under no name at all and the guessed password still opens.
    """
    given = credentials or {}
    typed = given.get("username") or given.get("email") or request.POST.get("login") or ""
    return typed.strip().lower()[:150]
