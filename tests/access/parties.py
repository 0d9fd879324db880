"""Who may open what of the parties room, of signing in, and of choosing a language."""

from __future__ import annotations

from hehuo.ground.access import SYSTEM
from hehuo.parties import services
from tests.access import ADMIN, AUDITOR, DISPATCHER, LEADER, LOGIN, OTHERS, WORKER, Row, desk, only, public

READERS = (WORKER, DISPATCHER, LEADER, AUDITOR, ADMIN)


def committee(world, cast):
    return {"pk": world.committee.pk}


def worker(world, cast):
    return {"pk": cast.worker.person.pk}


def seat_of_committee(world, cast):
    return {"pk": world.committee.seats.get().pk}


def membership_of_worker(world, cast):
    return {"pk": cast.worker.person.memberships.get().pk}


def contact_of_committee(world, cast):
    row = services.keep_contact(by=SYSTEM, kind="phone", value="010-88880000", organisation=world.committee)
    return {"pk": row.pk}


def invitation(world, cast):
    person = services.add_person(by=SYSTEM, name="新人", organisation=world.committee)
    return {"token": services.invite(by=SYSTEM, person=person).token}


def uninvited(world, cast):
    return {"pk": services.add_person(by=SYSTEM, name="新人", organisation=world.committee).pk}


def kept_by_admin(kwargs, status=302, **more):
    """Something of Shanghe village that only its administrator does; others do not find the page.

    A neighbour's administrator opens the same page for her own organisations, but does not know this one.
    """
    return Row(kwargs=kwargs, own=only(ADMIN, status=status), method="post", **more)


#: What everybody who is signed in may open, wherever she works and whatever she is.
MINE = {"own": 200, "neighbour": 200, "foreign": 200, "outsider": 200}
#: Pages of signing in send away whoever is in already.
DOOR = {"own": 302, "neighbour": 302, "foreign": 302, "outsider": 302, "anonymous": 200}
#: Pages that belong to a step of signing in: nobody is in that step here.
STEP = {**DOOR, "anonymous": LOGIN}
#: Led elsewhere: to confirm the password before a sensitive change, or to change the one that is there.
ELSEWHERE = dict.fromkeys(MINE, 302)
#: The cast have no second factor of their own yet.
NOTHING = dict.fromkeys(MINE, 404)

TABLE: dict[str, Row | list[Row]] = {
    "parties-organisations": desk(*READERS),
    "parties-add-organisation": desk(ADMIN),
    # Members read the page of their own organisation; of the committee's people only the worker and readers are there.
    "parties-organisation": [
        Row(kwargs=committee, own=only(*READERS)),
        # The police station serves the communities: whoever works there may know it, and its own officers.
        Row(
            kwargs=lambda world, cast: {"pk": world.police.pk},
            own={**dict.fromkeys(READERS, 200), "officer": 200, OTHERS: 404},
        ),
    ],
    "parties-change-organisation": Row(kwargs=committee, own=only(ADMIN)),
    "parties-close-organisation": kept_by_admin(committee, data={"on": ""}),
    "parties-seat": kept_by_admin(
        committee, data=lambda world, cast: {"seat": "organiser", "place": world.shijicheng, "valid_from": ""}
    ),
    "parties-unseat": kept_by_admin(seat_of_committee),
    "parties-organisation-contact": Row(
        kwargs=committee,
        method="post",
        data={"kind": "phone", "value": "010-88880000"},
        # Readers find the page and are refused by name; the administrator's is kept.
        own={ADMIN: 302, **dict.fromkeys((WORKER, DISPATCHER, LEADER, AUDITOR), 422), OTHERS: 404},
    ),
    "parties-add-person": Row(kwargs=committee, own=only(ADMIN)),
    "parties-end-membership": kept_by_admin(membership_of_worker),
    "parties-reveal": [
        # Auditors see masks; the neighbours do not know that there is a contact.
        Row(kwargs=contact_of_committee, own=only(WORKER, DISPATCHER, LEADER, ADMIN)),
        Row(
            kwargs=contact_of_committee,
            method="post",
            data={"reason": "call"},
            own=only(WORKER, DISPATCHER, LEADER, ADMIN),
        ),
    ],
    "parties-erase-contact": Row(
        kwargs=contact_of_committee,
        method="post",
        own={ADMIN: 302, **dict.fromkeys((WORKER, DISPATCHER, LEADER, AUDITOR), 403), OTHERS: 404},
    ),
    "parties-people": desk(*READERS),
    "parties-import-people": desk(ADMIN),
    "parties-people-template": desk(ADMIN),
    "parties-person": Row(kwargs=worker, own=only(*READERS)),
    "parties-rename-person": kept_by_admin(worker, data={"name": "李梅"}),
    "parties-grant": kept_by_admin(
        worker, data=lambda world, cast: {"organisation": world.governance.pk, "role": "", "place": ""}
    ),
    "parties-person-contact": Row(
        kwargs=worker,
        method="post",
        data={"kind": "mobile", "value": "13800000000"},
        own={ADMIN: 302, WORKER: 302, **dict.fromkeys((DISPATCHER, LEADER, AUDITOR), 422), OTHERS: 404},
    ),
    "parties-invite": kept_by_admin(uninvited, status=200, data={"email": ""}),
    "parties-withdraw-invitation": kept_by_admin(uninvited),
    "parties-close-account": kept_by_admin(worker),
    "parties-remove-second-factor": kept_by_admin(worker),
    "parties-sign-out-person": kept_by_admin(worker),
    "parties-me": Row(**MINE),
    "parties-my-language": Row(
        method="post", data={"language": "en"}, own=302, neighbour=302, foreign=302, outsider=302
    ),
    # She is out then, and sent to the door.
    "parties-sign-me-out-everywhere": Row(method="post", own=LOGIN, neighbour=LOGIN, foreign=LOGIN, outsider=LOGIN),
    "parties-invitation": public(kwargs=invitation),
    "parties-demo": [public(status=404), public(settings={"DEMO": True})],
    "parties-demo-enter": [
        public(status=404, method="post"),
        public(status=404, method="post", data={"who": "admin"}),
    ],
    "set_language": public(method="post", status=302),
    # allauth: the door
    "account_login": Row(**DOOR),
    "account_logout": Row(own=200, neighbour=200, foreign=200, outsider=200, anonymous=302),
    "account_signup": Row(**DOOR),
    "account_inactive": public(),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(kwargs={"uidb36": "1", "key": "bad-key"}),
    "account_reset_password_from_key_done": public(),
    "account_email_verification_sent": public(),
    "account_confirm_email": public(kwargs={"key": "bad"}),
    "account_request_login_code": Row(**DOOR),
    "account_confirm_login_code": Row(**{**DOOR, "anonymous": 302}),
    "mfa_authenticate": Row(**STEP),
    # allauth: one's own account
    "account_email": Row(**MINE),
    "account_change_password": Row(**MINE),
    "account_set_password": Row(**ELSEWHERE),
    "account_reauthenticate": Row(**MINE),
    "mfa_index": Row(**MINE),
    "mfa_reauthenticate": Row(**ELSEWHERE),
    "mfa_activate_totp": Row(**ELSEWHERE),
    "mfa_deactivate_totp": Row(**NOTHING),
    "mfa_generate_recovery_codes": Row(**ELSEWHERE),
    "mfa_view_recovery_codes": Row(**NOTHING),
    "mfa_download_recovery_codes": Row(**NOTHING),
    "usersessions_list": Row(**MINE),
}
