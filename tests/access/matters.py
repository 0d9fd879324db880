"""Who may open what of the matters room."""

from __future__ import annotations

from hehuo.ground.access import SYSTEM
from hehuo.matters import services
from tests.access import ADMIN, Row, desk, public


def _trees(_world, _cast):
    services.load_tree(by=SYSTEM)


TABLE: dict[str, Row | list[Row]] = {
    "matters-tree": [desk(), desk(before=_trees, query={"q": "楼道"})],
    "matters-import": desk(ADMIN),
    "matters-choose": [
        desk(ADMIN, before=_trees),
        Row(
            before=_trees,
            method="post",
            data={"place": "110108025", "tree": "default"},
            own={ADMIN: 302, "others": 404},
            # Their own place is another one, so the form comes back.
            neighbour={ADMIN: 200, "others": 404},
            foreign={ADMIN: 200, "others": 404},
        ),
    ],
    "matters-pick": [
        public(before=_trees, query={"field": "matter", "matter_q": "楼道"}),
        public(query={"field": "matter", "tree": "none"}, status=404),
    ],
}
