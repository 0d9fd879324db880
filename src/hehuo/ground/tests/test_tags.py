"""The template tags: what they say and that they say it safely."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from hehuo.ground import clock
from hehuo.ground.display import Display
from hehuo.ground.templatetags import hehuo as tags

NOW = datetime(2026, 4, 20, 18, 0, tzinfo=clock.BEIJING)


def draw(source: str, **values: object) -> str:
    return Template("{% load hehuo %}" + source).render(Context(values))


@pytest.fixture(autouse=True)
def _stand_still():
    with clock.at(NOW), override("en"):
        yield


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=3), "3 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(hours=24), "1 day ago"),
        (timedelta(days=30), "30 days ago"),
        (timedelta(days=40), "Mar 11"),
        (timedelta(days=400), "Mar 16, 2025"),
        (-timedelta(seconds=20), "in a moment"),
        (-timedelta(hours=2), "in 2 hours"),
    ],
)
def test_moment_is_told_from_now(ago, said):
    drawn = str(tags.moment(NOW - ago))
    assert f">{said}</time>" in drawn
    assert "title=" in drawn


def test_moment_shows_beijing_time_whatever_the_zone():
    assert 'title="2026-04-20 17:00"' in str(tags.moment(datetime(2026, 4, 20, 9, 0, tzinfo=clock.UTC)))


@pytest.mark.parametrize("empty", [tags.moment, tags.day, tags.clock, tags.till])
def test_no_time_is_no_word(empty):
    assert empty(None) == ""


def test_day_takes_dates_too():
    assert tags.day(date(2026, 4, 1)) == "Apr 1"


@pytest.mark.parametrize(
    ("left", "kind", "said"),
    [
        (timedelta(minutes=46), "warn", "46 minutes left"),
        (timedelta(hours=6), "", "6 hours left"),
        (timedelta(hours=47), "", "47 hours left"),
        (timedelta(days=4), "", "4 days left"),
        (-timedelta(hours=2), "bad", "2 hours over"),
    ],
)
def test_till_warns_before_it_is_late(left, kind, said):
    drawn = str(tags.till(NOW + left))
    assert f'class="clock {kind}"' in drawn
    assert said in drawn


def test_words_are_escaped():
    for source in ('{% tag "ok" x %}', '{% seat "backbone" x %}', '{% icon "sun" x %}', "{% spark v x %}"):
        assert "<b>" not in draw(source, x="<b>", v=[1])


def test_a_state_never_speaks_by_colour_alone():
    for kind in tags.TAG_ICONS:
        assert "<svg" in draw("{% tag k 'word' %}", k=kind)


def test_round_table_always_has_six_chairs():
    drawn = draw("{% round_table rows '9 / 14' %}", rows=[{"seat": "steward", "done": 1, "total": 2}])
    assert drawn.count('class="rail"') == 6
    assert drawn.count("is-empty") == 5
    assert "1/2" in drawn


@pytest.mark.parametrize(("value", "most", "width"), [(1, 4, "25.0"), (9, 4, "100.0"), (-1, 4, "0.0"), (1, 0, "0.0")])
def test_bar_stays_within_its_rail(value, most, width):
    assert f'width="{width}"' in str(tags.bar(value, most))


def test_pagination_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/?q=灯&page=2")
    page = Paginator(range(100), 10).get_page(2)
    drawn = draw("{% pagination page %}", page=page, request=request)
    assert "q=%E7%81%AF&amp;page=3" in drawn
    assert 'aria-current="page"' in drawn


def test_links_that_exist_nowhere_are_empty():
    assert draw('{% first_url "no-such-page" "nor-this" %}') == ""


def test_display_reads_only_what_it_knows():
    assert Display.of({"theme": "dark", "type": "large"}).classes == "theme-dark type-large"
    assert Display.of({"theme": '"><script>', "type": "x"}) == Display()
