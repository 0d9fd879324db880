from __future__ import annotations

from datetime import timedelta

import pytest

from hehuo.cases import selectors, services
from hehuo.cases.models import Case, Complainant
from hehuo.cases.tasks import forget
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.ground.errors import NotAllowed
from hehuo.journal.models import Entry
from hehuo.parties.models import Contact

pytestmark = pytest.mark.django_db


def ended(world, days: int) -> Case:
    caller = services.Caller(name="王小明", phone="13900001234")
    case = services.report_case(by=ANONYMOUS, text="楼道灯坏了。", place=world.shanghe, caller=caller).case
    Case.objects.filter(pk=case.pk).update(stage="withdrawn", closed_at=clock.now() - timedelta(days=days))
    return case


def test_names_go_when_their_time_is_over_and_not_before(world, cast):
    old, young = ended(world, 181), ended(world, 179)
    assert services.forget_complainants(by=SYSTEM) == 1
    assert not Complainant.objects.filter(case=old).exists()
    assert selectors.complainant(cast.worker.viewer, young) is not None
    assert Entry.objects.filter(subject=old.subject, name="case.complainant_forgotten").count() == 1
    assert list(Contact.objects.filter(erased_at=None).values_list("pk", flat=True)) == [
        Complainant.objects.get(case=young).contact_id
    ]
    assert services.forget_complainants(by=SYSTEM) == 0


def test_open_cases_keep_their_people(world):
    case = ended(world, 400)
    Case.objects.filter(pk=case.pk).update(stage="handling", closed_at=None)
    assert services.forget_complainants(by=SYSTEM) == 0


def test_the_nightly_task_takes_all_batches(world):
    for _ in range(3):
        ended(world, 200)
    assert forget(timestamp=0) == 3


def test_nobody_forgets_by_hand(cast):
    with pytest.raises(NotAllowed):
        services.forget_complainants(by=cast.leader.viewer)
