from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import ObjectDoesNotExist

from hehuo.ground import rows

pytestmark = pytest.mark.django_db


def test_a_row_is_written_changed_and_read_as_by_its_manager() -> None:
    made = rows.insert(Group(name="楼道"))
    assert made.pk
    assert not made._state.adding
    assert rows.fetch(Group, "name = %s", "楼道") == made == Group.objects.get()
    rows.update(made, name="电梯厅")
    assert Group.objects.get().name == made.name == "电梯厅"
    assert rows.insert(Group(id=made.pk + 7, name="院子")).pk == made.pk + 7
    assert rows.fetch(Group, "name = %s", "楼道") is None


def test_what_is_gone_is_not_changed_in_silence() -> None:
    made = rows.insert(Group(name="楼道"))
    Group.objects.all().delete()
    with pytest.raises(ObjectDoesNotExist):
        rows.update(made, name="院子")


def test_fields_kept_in_another_form_are_refused() -> None:
    with pytest.raises(TypeError, match="data"):
        rows.fetch(Authenticator, "id = %s", 1)
