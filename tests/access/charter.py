"""Who may open what of the charters: residents read, leaders and administrators write, leaders publish."""

from __future__ import annotations

from datetime import date
from typing import Any

from hehuo.charter import services
from hehuo.charter.models import Charter, Version
from hehuo.ground.access import SYSTEM
from hehuo.matters import services as matters
from tests.access import ADMIN, AUDITOR, DISPATCHER, LEADER, WORKER, Row, desk, only, public

READERS = (WORKER, DISPATCHER, LEADER, ADMIN, AUDITOR)


def tree(_world: Any, _cast: Any) -> None:
    """The default tree."""
    matters.load_tree(by=SYSTEM)


def draft(world: Any, cast: Any) -> None:
    """A draft with one clause at Shanghe."""
    tree(world, cast)
    version = services.draft_charter(by=SYSTEM, place=world.shanghe, title="公约")
    services.write_clause(by=SYSTEM, version=version, title="楼道", text="不堆物。", matters_covered=["0107"])


def comment(world: Any, cast: Any) -> None:
    """The draft lies open for comment."""
    draft(world, cast)
    services.open_comment(by=SYSTEM, version=_version().pk, since=date(2021, 3, 1), until=date(2021, 3, 15))


def published(world: Any, cast: Any) -> None:
    """The charter is in force."""
    comment(world, cast)
    version = _version().pk
    services.record_decision(
        by=SYSTEM, version=version, body="六方会商会议", decided_on=date(2021, 3, 20), reference="第 1 号"
    )
    services.publish_version(by=SYSTEM, version=version, starts=date(2021, 4, 1))


def _version() -> Version:
    return Version.objects.get()


def version(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only version there is."""
    return {"pk": _version().pk}


def clause(_world: Any, _cast: Any) -> dict[str, Any]:
    """Its first clause."""
    return {"pk": _version().pk, "number": 1}


def charter(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only charter there is."""
    return {"pk": Charter.objects.get().pk}


TABLE: dict[str, Row | list[Row]] = {
    "charter-public": public(before=published),
    "charter-who": public(before=tree),
    "charter-read": [
        public(kwargs=charter, before=published),
        # A draft is nobody's business yet but theirs who work there.
        Row(kwargs=charter, before=draft, own=only(*READERS), anonymous=404),
    ],
    "charter-version": [
        public(kwargs=lambda world, cast: {**charter(world, cast), "number": 1}, before=comment),
        public(kwargs=lambda world, cast: {**charter(world, cast), "number": 9}, before=published, status=404),
    ],
    "charter-desk": desk(*READERS, before=draft),
    "charter-new": desk(LEADER, ADMIN, before=tree),
    "charter-tasks": Row(
        kwargs=lambda world, cast: {"place": world.shuguang},
        before=tree,
        own=only(DISPATCHER, LEADER, ADMIN, AUDITOR),
    ),
    "charter-draft": Row(kwargs=version, before=draft, own=only(*READERS)),
    "charter-matrix": Row(kwargs=version, before=draft, own=only(*READERS)),
    "charter-compare": Row(kwargs=version, before=draft, own=only(*READERS)),
    "charter-clause-new": Row(kwargs=version, before=draft, own=only(LEADER, ADMIN)),
    "charter-clause": Row(kwargs=clause, before=draft, own=only(LEADER, ADMIN)),
    "charter-clause-remove": Row(kwargs=clause, before=draft, method="post", own=only(LEADER, ADMIN, status=302)),
    "charter-comment": Row(kwargs=version, before=draft, own=only(LEADER, ADMIN)),
    "charter-redraft": Row(kwargs=version, before=comment, method="post", own=only(LEADER, ADMIN, status=302)),
    "charter-decide": Row(kwargs=version, before=comment, own=only(LEADER)),
    "charter-publish": Row(kwargs=version, before=comment, own=only(LEADER)),
    "charter-amend": Row(kwargs=version, before=published, method="post", own=only(LEADER, ADMIN, status=302)),
    "charter-repeal": Row(kwargs=version, before=published, own=only(LEADER)),
}
