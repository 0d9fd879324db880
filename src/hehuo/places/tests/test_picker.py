from __future__ import annotations

from collections.abc import Callable

import pytest
from django import forms
from django.core.exceptions import ValidationError

from hehuo.ground.access import SYSTEM
from hehuo.ground.codes import Level
from hehuo.places import services
from hehuo.places.forms import PlaceField, options_for

pytestmark = pytest.mark.django_db
SHANGHE = "110108025014"


@pytest.fixture(autouse=True)
def demo(divisions: None) -> None:
    services.load_demo(by=SYSTEM)


class Trial(forms.Form):
    place = PlaceField(within="110108025")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"place": SHANGHE}, SHANGHE),
        ({"place": SHANGHE, "place_pick": f"{SHANGHE}/e1/b4/"}, f"{SHANGHE}/e1/b4/"),
        ({"place": SHANGHE, "place_pick": "", "place_q": "蓝靛厂"}, SHANGHE),
        ({"place": "", "place_q": "上河村小区四号楼"}, f"{SHANGHE}/e1/b4/"),
        ({"place_q": "世纪城东区社区"}, "110108025002"),
    ],
)
def test_ways_to_say_it(data: dict[str, str], code: str) -> None:
    form = Trial(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["place"] == code


@pytest.mark.parametrize(
    "value",
    [
        "110108025",
        "110101001",
        "110108025777",
        f"{SHANGHE}/e1/b4/u2/",
        f"{SHANGHE}/e9/",
        "x",
        "?没有这里",
        "?上河村社区2号楼",
    ],
)
def test_what_is_not_taken(value: str) -> None:
    with pytest.raises(ValidationError):
        PlaceField(within="110108025").clean(value)


def test_a_doubtful_text_comes_back_as_choices() -> None:
    form = Trial({"place": "", "place_q": "上河村社区2号楼"})
    assert not form.is_valid()
    html = form["place"].as_widget()
    assert html.count('type="radio"') >= 2
    assert 'value="上河村社区2号楼"' in html
    assert "<script" not in html


def test_scripts_in_a_text_stay_text() -> None:
    form = Trial({"place": "", "place_q": '"><script>alert(1)</script>'})
    assert not form.is_valid()
    assert "<script>" not in form["place"].as_widget()


def test_optional_and_narrowed() -> None:
    field = PlaceField(required=False, within=lambda: "110108025", max_level=Level.COMMUNITY)
    assert field.clean("") == ""
    with pytest.raises(ValidationError):
        field.clean(f"{SHANGHE}/e1/")
    field.set_within("110108025008")
    with pytest.raises(ValidationError):
        field.clean(SHANGHE)


def test_only_places_that_may_be_public_are_offered() -> None:
    assert all(
        code.count("/") <= 3 for code, _name, _hint in options_for("上河村4号楼2单元601", "110108025", Level.BUILDING)
    )
    assert "非官方" in str(options_for("蓝靛厂", "110108025", Level.COMMUNITY)) or "unofficial" in str(
        options_for("蓝靛厂", "110108025", Level.COMMUNITY)
    )


def test_queries(django_assert_max_num_queries: Callable[..., object]) -> None:
    PlaceField(within="110108025").widget.render("place", SHANGHE, {"id": "id_place"})
    with django_assert_max_num_queries(7):
        PlaceField(within="110108025").widget.render("place", SHANGHE, {"id": "id_place"})
