"""Accounts: made by the invited person herself, closed by the administrator, never deleted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind
from hehuo.parties import events, policy
from hehuo.parties.models import Invitation, Person, User
from hehuo.parties.selectors import WORTHLESS, open_invitation, token_digest

#: How long an invitation can be accepted.
INVITATION_DAYS = 7


@dataclass(frozen=True)
class Invited:
    """An invitation and the token of its link, which is shown once and never stored."""

    invitation: Invitation
    token: str


@service
def invite(*, by: Viewer, person: Person, email: str = "") -> Invited:
    """Invite ``person`` to make her account; an earlier open invitation ends with that.

    Raises NotAllowed, Refused when she has an account already.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    _check_may_keep(by, row)
    if User.objects.filter(person=row).exists():
        raise Refused(_("She has an account already. If she forgot her password, the sign-in page sends a new one."))
    now = clock.now()
    Invitation.objects.filter(person=row, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        person=row,
        email=clean(email),
        token=token_digest(token),
        invited_by_id=by.person_id,
        created_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    _report(by, row, events.INVITED)
    return Invited(invitation, token)


@service
def withdraw_invitation(*, by: Viewer, invitation: Invitation) -> Invitation:
    """Make an invitation's link worthless; twice is once. Raises NotAllowed, Refused when it was used."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("person").get(pk=invitation.pk)
    _check_may_keep(by, row.person)
    if row.accepted_at:
        raise Refused(_("The invitation was accepted already. You can close the account instead."))
    if row.withdrawn_at is None:
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        _report(by, row.person, events.INVITATION_WITHDRAWN)
    return row


@service
def accept_invitation(*, by: Viewer = ANONYMOUS, token: str, username: str, password: str, email: str = "") -> User:
    """Make the account of the person whom ``token`` invited. Whoever holds the link is taken for her, once.

    Raises NotFound for a link that is used up, Invalid for a name, address or password that will not do, Conflict where
    name or address belongs to another account.
    """
    del by  # the token is the right to it
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=open_invitation(token).pk)
    if row.accepted_at or row.withdrawn_at:
        raise NotFound(WORTHLESS)
    user = User(username=clean(username), email=clean(email) or row.email, person=row.person)
    _check_account(user, password)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise _taken(error) from error
    if user.email:
        # Only an address that the link itself was sent to is proved; another is proved by a mail of its own later.
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=user.email == row.email)
    row.accepted_at = clock.now()
    row.save(update_fields=["accepted_at"])
    _report(Viewer(person_id=row.person_id), row.person, events.ACCOUNT_MADE)
    return user


@service
def close_account(*, by: Viewer, user: User) -> User:
    """Nobody signs in with this account any more, and whoever is signed in with it is out. Closing twice is once.

    Raises NotAllowed; Refused for one's own account.
    """
    row = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user.pk)
    person = _person_of(row)
    _check_may_keep(by, person)
    if by.person_id == row.person_id:
        raise Refused(_("You cannot close your own account. Please ask another administrator."))
    if row.is_active:
        row.is_active = False
        row.save(update_fields=["is_active"])
        _end_sessions(row)
        _report(by, person, events.ACCOUNT_CLOSED)
    return row


@service
def sign_out_everywhere(*, by: Viewer, user: User) -> int:
    """End every session of an account; returns how many. Its owner and her administrators may. Raises NotAllowed."""
    row = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user.pk)
    person = _person_of(row)
    if by.person_id != row.person_id:
        _check_may_keep(by, person)
    ended = _end_sessions(row)
    if ended:
        _report(by, person, events.SIGNED_OUT_EVERYWHERE)
    return ended


@service
def remove_second_factor(*, by: Viewer, user: User) -> bool:
    """Forget the code generator and the recovery codes of somebody who lost both, and sign her out.

    At her next sign-in she sets up a new one. Returns whether there was one. Raises NotAllowed; Refused for one's own:
    a session that was left open must not be enough to take the lock off.
    """
    row = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user.pk)
    person = _person_of(row)
    _check_may_keep(by, person)
    if by.person_id == row.person_id:
        raise Refused(_("Nobody removes her own second factor here. Please ask another administrator."))
    removed, _rows = Authenticator.objects.filter(user=row).delete()
    if removed:
        _end_sessions(row)
        _report(by, person, events.SECOND_FACTOR_REMOVED)
    return bool(removed)


@service
def note_sign_in(*, by: Viewer, user: User) -> None:
    """Put it on the record that ``user`` signed in (audit of every user, MLPS level 3). An account without a person
    leaves none: it has no desk."""
    if user.person is not None:
        _report(by, user.person, events.SIGNED_IN)


@service
def note_second_factor(*, by: Viewer, user: User) -> None:
    """Put it on the record that ``user`` set up a second factor of her own."""
    if user.person is not None:
        _report(by, user.person, events.SECOND_FACTOR_SET_UP)


@service
def set_language(*, by: Viewer, user: User, language: str) -> User:
    """Remember the language in which ``user`` reads. One's own only: raises NotAllowed; Invalid for an unknown one."""
    if by.person_id is None or by.person_id != user.person_id:
        raise NotAllowed(_("Everybody chooses her own language."))
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("This language is not offered."), fields={"language": _("This language is not offered.")})
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
    return user


def _end_sessions(user: User) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _check_may_keep(by: Viewer, person: Person) -> None:
    if not policy.may_keep_person(by, person):
        policy.check_may_keep(by, "")


def _check_account(user: User, password: str) -> None:
    wrong: dict[str, object] = {}
    try:
        UnicodeUsernameValidator()(user.username)
    except ValidationError:
        wrong["username"] = _("Letters, digits and @ . + - _ only.")
    if not 2 <= len(user.username) <= 60:
        wrong["username"] = _("A name of 2 to 60 characters.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        wrong["password"] = " ".join(error.messages)
    if wrong:
        raise Invalid(_("The account cannot be made like this yet."), fields=wrong)


def _taken(error: IntegrityError) -> Conflict:
    if "email" in str(error):
        words = _("This e-mail address cannot be used here. Please take another one or none.")
        return Conflict(words, fields={"email": words})
    if "username" in str(error):
        words = _("This name is taken. Please take another one.")
        return Conflict(words, fields={"username": words})
    return Conflict(_("The account was made already. Please sign in."))


def _person_of(user: User) -> Person:
    if user.person is None:
        raise NotFound(_("There is no such account."))
    return user.person


def _report(by: Viewer, person: Person, kind: Kind) -> None:
    places = list(person.memberships.order_by("-pk").values_list("organisation__place", flat=True)[:1])
    journal.append(
        subject=f"person:{person.pk}",
        kind=kind,
        payload={"person": person.pk},
        by=by,
        place=places[0] if places else "",
    )
