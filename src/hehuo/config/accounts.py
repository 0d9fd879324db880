"""How allauth behaves here."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import ngettext_lazy

from hehuo.ground import secrets
from hehuo.parties import selectors as parties
from hehuo.parties import services

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from hehuo.parties.models import User

#: Words of packages that their own Chinese catalogues lack; named here so that ours has them.
FOREIGN_WORDS = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)


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


@receiver(authenticator_added, dispatch_uid="second factor used")
def count_as_used(request: HttpRequest, user: User, authenticator: Authenticator, **_more: object) -> None:
    """Whoever just set up the code generator proved with a code that it works: no sign-in once more for that."""
    record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
    if authenticator.type != "recovery_codes":  # these come by themselves, beside the first one
        services.note_second_factor(by=parties.viewer_for(user), user=user)


@receiver(user_logged_in, dispatch_uid="signed in")
def note_sign_in(user: User, **_more: object) -> None:
    """The journal knows who signed in and when; failures stand in the lock-out's own log."""
    services.note_sign_in(by=parties.viewer_for(user), user=user)


def name_typed(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The name or address that somebody tries to sign in with, for lock-outs; one spelling, whichever way it came.

    django-axes asks twice, with allauth's credentials and with the form alone; both must count for the same name, else
    failures pile up under no name at all and the guessed password still opens.
    """
    given = credentials or {}
    typed = given.get("username") or given.get("email") or request.POST.get("login") or ""
    return typed.strip().lower()[:150]
