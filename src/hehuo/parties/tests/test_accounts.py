import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from hehuo.config import settings as house
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal import selectors as journal
from hehuo.parties import selectors, services
from hehuo.parties.models import User

PASSWORD = "a long enough sentence"


@pytest.fixture
def newcomer(world):
    return services.add_person(by=SYSTEM, name="新人", organisation=world.committee, role="worker")


@pytest.fixture
def worker(cast):
    cast.worker.user.set_password(PASSWORD)
    cast.worker.user.save()
    return cast.worker


def sign_in_with(client, name, password):
    return client.post(reverse("account_login"), {"login": name, "password": password})


def test_production_hashes_with_argon2():
    with override_settings(PASSWORD_HASHERS=house.PASSWORD_HASHERS):
        assert get_hasher().algorithm == "argon2"


# ── invitations ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_invited_person_makes_her_account_once(cast, newcomer):
    invited = services.invite(by=cast.admin.viewer, person=newcomer, email="new@example.org")
    user = services.accept_invitation(token=invited.token, username="xinren", password=PASSWORD)
    assert user.person == newcomer
    assert user.email == "new@example.org"
    assert selectors.viewer_for(user).is_staff
    with pytest.raises(NotFound):
        services.accept_invitation(token=invited.token, username="again", password=PASSWORD)
    with pytest.raises(Refused):
        services.invite(by=cast.admin.viewer, person=newcomer)


def test_withdrawn_replaced_and_old_invitations_are_worth_nothing(cast, newcomer):
    first = services.invite(by=cast.admin.viewer, person=newcomer)
    second = services.invite(by=cast.admin.viewer, person=newcomer)
    with pytest.raises(NotFound):
        selectors.open_invitation(first.token)
    with clock.at(second.invitation.expires_at), pytest.raises(NotFound):
        selectors.open_invitation(second.token)
    services.withdraw_invitation(by=cast.admin.viewer, invitation=second.invitation)
    with pytest.raises(NotFound):
        selectors.open_invitation(second.token)


def test_only_her_administrator_invites(cast, newcomer):
    for who in ("leader", "neighbour_admin", "auditor", "outsider"):
        with pytest.raises(NotAllowed):
            services.invite(by=getattr(cast, who).viewer, person=newcomer)


@pytest.mark.parametrize(
    ("given", "error", "field"),
    [
        ({"password": "12345678901"}, Invalid, "password"),
        ({"password": "short"}, Invalid, "password"),
        ({"username": "a b c"}, Invalid, "username"),
        ({"username": "leader"}, Conflict, "username"),
        ({"email": "LEADER@example.org"}, Conflict, "email"),
    ],
)
def test_what_will_not_do_is_said_at_the_field(cast, newcomer, given, error, field):
    invited = services.invite(by=cast.admin.viewer, person=newcomer)
    with pytest.raises(error) as wrong:
        services.accept_invitation(**{"token": invited.token, "username": "xinren", "password": PASSWORD, **given})
    assert field in wrong.value.fields
    assert selectors.open_invitation(invited.token)


def test_the_link_leads_in(cast, newcomer, sign_in):
    page = sign_in(cast.admin).post(reverse("parties-invite", args=[newcomer.pk]), {"email": "new@example.org"})
    link = re.search(r"/invitation/[\w-]+/", page.content.decode()).group()
    assert link in mail.outbox[0].body
    client = Client()
    assert "新人" in client.get(link).content.decode()
    done = client.post(link, {"username": "xinren", "password": PASSWORD, "email": ""})
    assert done["Location"] == reverse("parties-me")
    assert client.get(done["Location"]).status_code == 200
    assert Client().get(link).status_code == 404


# ── the door ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["worker", "worker@example.org"])
def test_name_or_address_and_password_lead_in(worker, name):
    assert sign_in_with(Client(), name, PASSWORD).status_code == 302


def test_a_known_and_an_unknown_name_get_the_same_answer(worker):
    def shown(name):
        page = sign_in_with(Client(), name, "wrong").content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(name, "NAME")

    assert shown("worker") == shown("nobody-at-all")


def test_a_new_password_is_asked_for_without_telling_who_has_an_account(worker):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": email})
        for email in ("worker@example.org", "nobody@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("account_reset_password_done"))
    }


def test_a_code_is_asked_for_without_telling_who_has_an_account(worker):
    answers = [
        Client().post(reverse("account_request_login_code"), {"email": email})
        for email in ("worker@example.org", "nobody@example.org")
    ]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1


def test_too_many_wrong_passwords_lock_out(worker):
    for _ in range(house.AXES_FAILURE_LIMIT):
        sign_in_with(Client(), "worker", "wrong")
    assert sign_in_with(Client(), "worker", PASSWORD).status_code == 429
    assert sign_in_with(Client(), " WORKER ", PASSWORD).status_code == 429
    assert sign_in_with(Client(), "leader", "wrong").status_code == 200, "one name's lock-out is not the office's"
    assert sign_in_with(Client(REMOTE_ADDR="10.0.0.9"), "worker", PASSWORD).status_code == 302


def test_a_locked_out_name_that_does_not_exist_answers_alike(db):
    answers = [sign_in_with(Client(), "nobody", "wrong").status_code for _ in range(house.AXES_FAILURE_LIMIT + 1)]
    assert answers[-1] == 429


def test_nobody_signs_up_by_herself(db):
    Client().post(reverse("account_signup"), {"username": "guest", "email": "g@example.org", "password1": PASSWORD})
    assert not User.objects.filter(username="guest").exists()


def test_the_second_factor_is_asked_for(worker):
    secret = generate_totp_secret()
    TOTP.activate(worker.user, secret)
    client = Client()
    asked = sign_in_with(client, "worker", PASSWORD)
    assert asked["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("parties-me")).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_whoever_sets_the_second_factor_up_need_not_sign_in_again(worker, settings, django_capture_on_commit_callbacks):
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()
    sign_in_with(client, "worker", PASSWORD)
    activate = reverse("mfa_activate_totp")
    assert client.get(reverse("parties-me"))["Location"] == activate
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(activate).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(activate, {"code": code})
    assert client.get(reverse("parties-me")).status_code == 200
    lines = journal.timeline(thread=f"person:{worker.person.pk}", viewer=SYSTEM)
    assert [line.entry.name for line in lines] == ["party.second_factor_set_up", "party.signed_in"]


def test_an_administrator_removes_a_second_factor_that_was_lost(cast, worker):
    TOTP.activate(worker.user, generate_totp_secret())
    RecoveryCodes.activate(worker.user)
    with pytest.raises(NotAllowed):
        services.remove_second_factor(by=cast.neighbour_admin.viewer, user=worker.user)
    assert services.remove_second_factor(by=cast.admin.viewer, user=worker.user)
    assert not services.remove_second_factor(by=cast.admin.viewer, user=worker.user)
    assert not Authenticator.objects.filter(user=worker.user).exists()
    with pytest.raises(Refused):
        services.remove_second_factor(by=cast.admin.viewer, user=cast.admin.user)


# ── accounts end ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_closing_an_account_signs_it_out(cast, worker):
    client = Client()
    sign_in_with(client, "worker", PASSWORD)
    assert client.get(reverse("parties-me")).status_code == 200
    services.close_account(by=cast.admin.viewer, user=worker.user)
    assert client.get(reverse("parties-me")).status_code == 302
    assert sign_in_with(Client(), "worker", PASSWORD)["Location"] == reverse("account_inactive")
    with pytest.raises(Refused):
        services.close_account(by=cast.admin.viewer, user=cast.admin.user)


def test_signing_out_everywhere_ends_every_session(worker):
    clients = [Client(), Client()]
    for client in clients:
        sign_in_with(client, "worker", PASSWORD)
    assert services.sign_out_everywhere(by=worker.viewer, user=worker.user) == 2
    assert all(client.get(reverse("parties-me")).status_code == 302 for client in clients)


def test_everybody_chooses_her_own_language(cast):
    services.set_language(by=cast.worker.viewer, user=cast.worker.user, language="en")
    assert User.objects.get(pk=cast.worker.user.pk).language == "en"
    with pytest.raises(NotAllowed):
        services.set_language(by=cast.admin.viewer, user=cast.worker.user, language="en")
    with pytest.raises(Invalid):
        services.set_language(by=cast.worker.viewer, user=cast.worker.user, language="xx")


# ── the demo's door ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_door_opens_for_its_people_only(cast, settings):
    settings.DEMO = True
    client = Client()
    assert client.get(reverse("parties-demo")).status_code == 200
    # ``worker`` is one of the demo's names; ``neighbour_worker`` is not.
    assert client.post(reverse("parties-demo-enter"), {"who": "neighbour_worker"}).status_code == 404
    assert client.post(reverse("parties-demo-enter"), {"who": "worker"}).status_code == 302
    assert client.get(reverse("parties-me")).status_code == 200
    settings.DEMO = False
    assert client.post(reverse("parties-demo-enter"), {"who": "worker"}).status_code == 404


def test_who_signed_in_and_set_up_a_second_factor_is_on_the_record(worker):
    def told(name):
        return [line.entry.name for line in journal.timeline(thread=f"person:{worker.person.pk}", viewer=SYSTEM)].count(
            name
        )

    sign_in_with(Client(), "worker", "wrong")
    assert told("party.signed_in") == 0
    sign_in_with(Client(), "worker", PASSWORD)
    assert told("party.signed_in") == 1
    services.note_second_factor(by=worker.viewer, user=worker.user)
    assert told("party.second_factor_set_up") == 1
