"""What ships with Hehuo and is loaded by ``hehuo setup``, lowest room first.

Each step is a name and a function without arguments; it may be run again at any time and must then change nothing.
What it returns is not shown, except a text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hehuo.charter import services as charter
from hehuo.ground.access import SYSTEM
from hehuo.matters import services as matters
from hehuo.parties import services as parties
from hehuo.places import services as places
from hehuo.policies import services as policies

STEPS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("Places: divisions of Beijing", partial(places.load_divisions, by=SYSTEM)),
    ("Parties: Shuguang's organisations and seats", partial(parties.load_starter_parties, by=SYSTEM)),
    ("Policies: working days", partial(policies.load_known_years, by=SYSTEM)),
    ("Matters: categories and tags", partial(matters.load_tree, by=SYSTEM)),
    ("Charter: starter texts", partial(charter.load_starter_charters, by=SYSTEM)),
)
