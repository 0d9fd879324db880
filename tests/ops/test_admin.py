"""`hehuo admin`: the first way into a new house."""

from __future__ import annotations

import argparse

import pytest
from django.test import Client

from hehuo.doors.cli.commands import admin
from hehuo.ground.access import Role
from hehuo.ground.errors import NotFound, Refused
from hehuo.parties import selectors
from hehuo.parties.models import Membership, Person

pytestmark = pytest.mark.django_db


def _asked(name: str, organisation: str) -> argparse.Namespace:
    return argparse.Namespace(name=name, organisation=organisation, place="", title="")


def test_the_link_makes_an_administrator(world, capsys):
    office = world.committee
    assert admin.handle(_asked("秦真", office.name)) == 0
    path = capsys.readouterr().out.strip().partition("/invitation/")[2]
    answer = Client().post(f"/invitation/{path}", {"username": "qinzhen", "password": "Persimmon-Round-7"})
    assert answer.status_code == 302
    person = Person.objects.get(name="秦真")
    viewer = selectors.viewer_for(selectors.account_of(person))
    assert viewer.has(Role.ADMIN, place=office.place)
    with pytest.raises(Refused):
        admin.handle(_asked("秦真", office.name))


def test_the_same_command_again_ends_the_old_link(world, capsys):
    links = []
    for _ in range(2):
        admin.handle(_asked("秦真", world.committee.name))
        links.append(capsys.readouterr().out.strip())
    old, new = (Client().get(f"/invitation/{link.partition('/invitation/')[2]}").status_code for link in links)
    assert (old, new) == (404, 200)
    assert Membership.objects.filter(person__name="秦真").count() == 1


def test_an_unknown_organisation_is_said_with_those_that_exist(world):
    with pytest.raises(NotFound, match=world.committee.name):
        admin.handle(_asked("秦真", "没有的单位"))
