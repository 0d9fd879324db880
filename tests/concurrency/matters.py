"""The matters room's services, all at once."""

from __future__ import annotations

from datetime import date

from hehuo.ground.access import SYSTEM
from hehuo.journal.models import Entry
from hehuo.matters import services
from hehuo.matters.models import Category, Tag, TreeChoice
from tests.concurrency import Scenario, all_ok

TABLE = [["一级", "二级"], ["甲", "乙"], ["甲", "丙"]]


def _once(name: str) -> None:
    assert Entry.objects.filter(name=name).count() == 1, name


def _loaded(_state, outcomes):
    all_ok(outcomes)
    assert (Category.objects.count(), Tag.objects.count()) == (143, 12)
    _once("matters.tree_imported")


def _imported(_state, outcomes):
    all_ok(outcomes)
    assert sorted(outcome.value.added for outcome in outcomes) == [0, 0, 3]
    _once("matters.tree_imported")


def _with_trees(_world, cast):
    services.load_tree(by=SYSTEM)
    services.import_tree(by=SYSTEM, code="other", name="x", rows=TABLE)
    return cast.admin.viewer


def _chosen(_state, outcomes):
    all_ok(outcomes)
    assert TreeChoice.objects.get().tree.code == "other"
    _once("matters.tree_chosen")


def _tagged(_state, outcomes):
    all_ok(outcomes)
    assert Tag.objects.get().name == "供暖"
    _once("matters.tag_set")


SCENARIOS = {
    "load_tree": Scenario(prepare=lambda world, cast: None, call=lambda state, i: {"by": SYSTEM}, check=_loaded),
    "import_tree": Scenario(
        prepare=lambda world, cast: cast.admin.viewer,
        call=lambda by, i: {"by": by, "code": "x", "name": "x", "rows": TABLE},
        check=_imported,
    ),
    "choose_tree": Scenario(
        prepare=_with_trees, call=lambda by, i: {"by": by, "place": "110108025", "tree": "other"}, check=_chosen
    ),
    "set_tag": Scenario(
        prepare=lambda world, cast: cast.admin.viewer,
        call=lambda by, i: {"by": by, "code": "2026-11", "name": "供暖", "month": date(2026, 11, 1)},
        check=_tagged,
    ),
}
