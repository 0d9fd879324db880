from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.access import ANONYMOUS, SYSTEM, Grant, Role, Viewer

codes = st.sampled_from(["11", "1101", "110108", "110108025", "110108025014", "110108025014/b1/", "110108025014/b10/"])


def viewer(*grants: tuple[Role, str]) -> Viewer:
    return Viewer(person_id=1, grants=tuple(Grant(role, place) for role, place in grants))


def test_a_grant_reaches_down_and_never_sideways() -> None:
    worker = viewer((Role.WORKER, "110108025"))
    assert worker.has(Role.WORKER, place="110108025014/b1/")
    assert not worker.has(Role.WORKER, place="110108")
    assert not worker.has(Role.WORKER, place="110108026001")
    assert not worker.has(Role.LEADER, place="110108025")


def test_a_building_is_not_taken_for_another_whose_number_begins_alike() -> None:
    assert not viewer((Role.WORKER, "110108025014/b1/")).has(Role.WORKER, place="110108025014/b10/")


def test_the_stranger_may_nothing_and_the_system_everything() -> None:
    assert not ANONYMOUS.has(*Role, place="11")
    assert not ANONYMOUS.is_staff
    assert SYSTEM.has(Role.ADMIN, place="11")
    assert SYSTEM.reach(Role.ADMIN) == ("",)


@given(st.lists(st.tuples(st.sampled_from(list(Role)), codes)), st.sampled_from(list(Role)), codes)
def test_reach_is_exactly_what_has_says(grants: list[tuple[Role, str]], role: Role, place: str) -> None:
    someone = viewer(*grants)
    assert someone.has(role, place=place) == any(place.startswith(prefix) for prefix in someone.reach(role))
    assert len(set(someone.reach(role))) == len(someone.reach(role))
