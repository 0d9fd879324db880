"""Accounts: inviting, accepting, closing; one's own page."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.core.mail import send_mail
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hehuo.ground.access import Role
from hehuo.ground.errors import HehuoError
from hehuo.ground.paper import qr
from hehuo.ground.web import Request, staff
from hehuo.parties import selectors, services
from hehuo.parties.forms import AcceptForm, ContactForm, InviteForm, RevealForm, tell
from hehuo.parties.models import User
from hehuo.places import selectors as places

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_POST
@staff(Role.ADMIN)
def invite(request: Request, pk: int) -> HttpResponseBase:
    """Make an invitation, send it when there is an address, and show its link this once."""
    person = selectors.person_for(request.viewer, pk)
    form = InviteForm(request.POST, auto_id="invite_%s")
    if form.is_valid():
        try:
            invited = services.invite(by=request.viewer, person=person, email=form.cleaned_data["email"])
        except HehuoError as error:
            tell(form, error)
        else:
            link = request.build_absolute_uri(reverse("parties-invitation", args=[invited.token]))
            email = invited.invitation.email
            if email:
                _mail(email, link)
            until = invited.invitation.expires_at
            context = {"person": person, "link": link, "email": email, "qr": qr(link), "until": until}
            return render(request, "parties/invited.html", context)
    return render(request, "parties/invite_form.html", {"form": form, "person": person}, status=422)


def _mail(email: str, link: str) -> None:
    words = _(
        "You are invited to work with Hehuo. Please open this link within seven days and choose a name and a "
        "password:\n\n%(link)s\n\nIf you did not expect this, you need not do anything."
    )
    send_mail(_("Your invitation to Hehuo"), words % {"link": link}, None, [email], fail_silently=True)


@require_POST
@staff(Role.ADMIN)
def withdraw_invitation(request: Request, pk: int) -> HttpResponseBase:
    """Make a person's open invitation worthless."""
    person = selectors.person_for(request.viewer, pk)
    invitation = selectors.invitation_of(person)
    if invitation is not None:
        services.withdraw_invitation(by=request.viewer, invitation=invitation)
        messages.success(request, _("The invitation was withdrawn; its link no longer works."))
    return redirect("parties-person", pk)


@require_POST
@staff(Role.ADMIN)
def close_account(request: Request, pk: int) -> HttpResponseBase:
    """Close a person's account."""
    services.close_account(by=request.viewer, user=selectors.user_of(request.viewer, pk))
    messages.success(request, _("The account is closed, and whoever used it is signed out."))
    return redirect("parties-person", pk)


@require_POST
@staff(Role.ADMIN)
def sign_out_person(request: Request, pk: int) -> HttpResponseBase:
    """End all of a person's sessions."""
    services.sign_out_everywhere(by=request.viewer, user=selectors.user_of(request.viewer, pk))
    messages.success(request, _("She is signed out everywhere."))
    return redirect("parties-person", pk)


@require_POST
@staff(Role.ADMIN)
def remove_second_factor(request: Request, pk: int) -> HttpResponseBase:
    """Let somebody who lost her code generator set up a new one."""
    user = selectors.user_of(request.viewer, pk)
    if services.remove_second_factor(by=request.viewer, user=user):
        messages.success(request, _("The second factor is removed; at the next sign-in a new one is set up."))
    return redirect("parties-person", pk)


@never_cache
def invitation(request: Request, token: str) -> HttpResponseBase:
    """The invited person chooses her name and password, and is in."""
    open_ = selectors.open_invitation(token)
    form = AcceptForm(request.POST or None, initial={"email": open_.email})
    if request.method == "POST" and form.is_valid():
        try:
            user = services.accept_invitation(token=token, **form.cleaned_data)
        except HehuoError as error:
            tell(form, error)
        else:
            login(request, user, backend=BACKEND)
            record_authentication(request, user, method="password", username=user.username, reauthenticated=True)
            UserSession.objects.create_from_request(request)
            messages.success(request, _("Welcome. Your account is ready."))
            return redirect("parties-me")
    context = {"form": form, "person": open_.person}
    return render(request, "parties/invitation.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@login_required
def me(request: Request) -> HttpResponseBase:
    """My own page: what I belong to, how to reach me, where I am signed in, my language and my second factor."""
    user = cast("User", request.user)
    person = user.person
    memberships = selectors.memberships_of(person) if person else []
    sessions = UserSession.objects.purge_and_list(user)
    context = {
        "account": user,
        "person": person,
        "day": selectors.today(),
        "memberships": memberships,
        "names": places.names({row.place for row in memberships}),
        "contacts": selectors.contacts_of(request.viewer, person) if person else [],
        "contact_form": ContactForm(auto_id="contact_%s"),
        "reveal_form": RevealForm(),
        "second_factor": is_mfa_enabled(user),
        "sessions": sessions,
        "session_key": request.session.session_key,
        "languages": settings.LANGUAGES,
    }
    return render(request, "parties/me.html", context)


@require_POST
@login_required
def my_language(request: Request) -> HttpResponseBase:
    """Remember my language, for pages and for what is sent to me."""
    user = services.set_language(
        by=request.viewer, user=cast("User", request.user), language=request.POST.get("language", "")
    )
    translation.activate(user.language)
    messages.success(request, _("Saved."))
    response = redirect("parties-me")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_POST
@login_required
def sign_me_out_everywhere(request: Request) -> HttpResponseBase:
    """End all my sessions, this one too."""
    services.sign_out_everywhere(by=request.viewer, user=cast("User", request.user))
    logout(request)
    messages.success(request, _("You are signed out everywhere."))
    return redirect(settings.LOGIN_URL)
