"""Template tags of the design system. ``/style/`` shows each of them at work."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hehuo.ground import navigation
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.clock import BEIJING, now
from hehuo.ground.display import Display
from hehuo.ground.seats import Seat
from hehuo.ground.text import mask_name, mask_phone

register = template.Library()

# icons: flag-3 calendar-event key tool shield-check puzzle
SEAT_ICONS = {
    Seat.BACKBONE: "flag-3",
    Seat.ORGANISER: "calendar-event",
    Seat.MASTERS: "key",
    Seat.STEWARD: "tool",
    Seat.BACKING: "shield-check",
    Seat.CO_BUILDER: "puzzle",
}
# icons: circle-check clock-exclamation alert-circle info-circle flame
TAG_ICONS = {
    "ok": "circle-check",
    "warn": "clock-exclamation",
    "bad": "alert-circle",
    "info": "info-circle",
    "hot": "flame",
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon by its Tabler name. Silent to screen readers unless it carries a ``label``."""
    sprite = static("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, sprite, name
        )
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', sprite, name)


# ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """``3 小时前`` with the exact Beijing time on hover; beyond thirty days the date itself."""
    if value is None:
        return ""
    local = value.astimezone(BEIJING)
    exact = local.strftime("%Y-%m-%d %H:%M")
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact, _relative(value))


def _relative(value: datetime) -> str:
    seconds = (value - now()).total_seconds()
    if abs(seconds) < 60:
        return _("just now") if seconds <= 0 else _("in a moment")
    if abs(seconds) > 30 * 24 * 3600:
        return day(value)
    amount = _span(abs(seconds), hours_up_to=24)
    return _("%(amount)s ago") % {"amount": amount} if seconds < 0 else _("in %(amount)s") % {"amount": amount}


@register.filter
def day(value: datetime | date | None) -> str:
    """``4月20日``; with the year when it is not this one."""
    if value is None:
        return ""
    local = value.astimezone(BEIJING).date() if isinstance(value, datetime) else value
    this_year = now().astimezone(BEIJING).year
    return formats.date_format(
        local, pgettext("date", "M j") if local.year == this_year else pgettext("date", "M j, Y")
    )


@register.filter
def clock(value: datetime | None) -> str:
    """``4月20日 18:00`` in Beijing time."""
    return f"{day(value)} {value.astimezone(BEIJING):%H:%M}" if value else ""


# ── words and people ────────────────────────────────────────────────────────────────────────────────────────────────

register.filter("masked_phone", mask_phone)
register.filter("masked_name", mask_name)


@register.filter
def below(path: str, near: str) -> str:
    """``上河村社区`` of ``海淀区 · 曙光街道 · 上河村社区`` for somebody who works ``near`` 海淀区 · 曙光街道."""
    return path.removeprefix(near).removeprefix(" · ") or path.rpartition(" · ")[2]


@register.simple_tag
def tag(kind: str, text: object) -> SafeString:
    """A short state: colour, icon and word together, so that colour never speaks alone. ``plain`` has no icon."""
    shown = icon(TAG_ICONS[kind]) if kind in TAG_ICONS else ""
    return format_html('<span class="tag {}">{}{}</span>', kind, shown, text)


@register.simple_tag
def seat(name: str, text: object = "") -> SafeString:
    """A seat's chip: its own hue and icon, and its name (or ``text``, an organisation's name)."""
    which = Seat(name)
    return format_html(
        '<span class="seat {}">{}<span>{}</span></span>', which, icon(SEAT_ICONS[which]), text or which.label
    )


@register.inclusion_tag("parts/crumbs.html")
def crumbs(*parts: str) -> dict[str, object]:
    """``{% crumbs label url label url … last %}``: where we are; the last label is this page."""
    pairs = [(parts[i], parts[i + 1]) for i in range(0, len(parts) - 1, 2)]
    return {"pairs": pairs, "last": parts[-1] if len(parts) % 2 else ""}


# ── pictures drawn as SVG ───────────────────────────────────────────────────────────────────────────────────────────

_RING = 2 * math.pi * 30


@register.inclusion_tag("parts/round_table.html")
def round_table(rows: Iterable[Mapping[str, Any]], middle: str = "", below: str = "") -> dict[str, object]:
    """The six seats round the table, our sign and our most telling picture.

    Each row: ``seat``; optional ``done`` and ``total`` (the ring), ``note`` (a line below), ``late`` (note in red),
    ``filled`` (False draws an empty chair). Seats without a row are drawn as empty chairs.
    """
    given = {Seat(row["seat"]): row for row in rows}
    chairs = []
    for index, which in enumerate(Seat):
        row = given.get(which, {"filled": False})
        angle = math.radians(60 * index - 90)
        total = row.get("total") or 0
        share = min(1.0, (row.get("done") or 0) / total) if total else float(bool(row.get("filled", True)))
        x, y = 170 + 122 * math.cos(angle), 168 + 122 * math.sin(angle)
        chairs.append(
            {
                "seat": which,
                "x": f"{x:.0f}",
                "y": f"{y:.0f}",
                "label_y": f"{y + 5:.0f}",
                "note_y": f"{y + 50:.0f}",
                "dash": f"{_RING * share:.0f} {_RING:.0f}",
                "empty": not row.get("filled", True),
                "note": row.get("note") or (f"{row.get('done') or 0}/{total}" if total else ""),
                "late": row.get("late", False),
            }
        )
    return {"chairs": chairs, "middle": middle, "below": below}


@register.simple_tag
def bar(value: float, most: float, kind: str = "") -> SafeString:
    """A thin bar of ``value`` out of ``most``; ``kind`` ok, warn, bad or hot colours it."""
    share = max(0.0, min(100.0, 100 * value / most)) if most else 0.0
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="rail" width="100" height="6"/><rect class="fill" width="{}" height="6"/></svg>',
        kind,
        f"{share:.1f}",
    )


@register.simple_tag
def spark(values: Sequence[float], label: str = "", hot: int = 0) -> SafeString:
    """Small columns, one per value; the last ``hot`` of them in the accent colour. ``label`` says it in words."""
    top = max(values, default=0) or 1
    width = 100 / max(1, len(values))
    columns = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                "hot" if i >= len(values) - hot else "",
                f"{i * width + width * 0.08:.2f}",
                f"{40 - max(1.0, 40 * v / top):.2f}",
                f"{width * 0.84:.2f}",
                f"{max(1.0, 40 * v / top):.2f}",
            )
            for i, v in enumerate(values)
        ),
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        label,
        columns,
    )


# ── furniture of a page ─────────────────────────────────────────────────────────────────────────────────────────────


@register.inclusion_tag("parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, object]:
    """Links to the pages of a paginator; every other part of the query string stays."""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def link(number: int) -> str:
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    numbers = [
        {"number": n, "url": link(n) if isinstance(n, int) else "", "here": n == page.number}
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "before": link(page.previous_page_number()) if page.has_previous() else "",
        "after": link(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag(takes_context=True)
def navigation_links(context: Context) -> list[navigation.Link]:
    """What the viewer may open from the top bar."""
    request = context.get("request")
    return navigation.links(request, getattr(request, "viewer", ANONYMOUS)) if request else []


@register.simple_tag
def first_url(*names: str) -> str:
    """The address of the first of ``names`` that exists, else nothing: links never lead nowhere."""
    return navigation.first_url(names)


@register.simple_tag
def demo_url() -> str:
    """In a demo the page with the sign-in cards, else nothing."""
    return navigation.first_url(("parties-demo",)) if settings.DEMO else ""


@register.simple_tag(takes_context=True)
def display(context: Context) -> Display:
    """How the visitor wants pages shown: theme and type size, from her cookies."""
    request = context.get("request")
    return Display.of(request.COOKIES) if request else Display()


@register.filter
def widget_kind(field: BoundField) -> str:
    """The class of a form field's frame, by what it holds."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple):
        return "many"
    kinds = (
        (RadioSelect, "one"),
        (CheckboxInput, "tick"),
        (ClearableFileInput, "file"),
        (FileInput, "file"),
        (Textarea, "long"),
        (Select, "pick"),
    )
    return next((name for kind, name in kinds if isinstance(widget, kind)), "line")


@register.filter
def ask_then_say(label: object) -> str:
    """A label as the beginning of a sentence about it: a question stays one, anything else gets a colon."""
    text = str(label)
    return f"{text} " if text.endswith(("?", "？")) else text + _(": ")


@register.filter
def till(value: datetime | None) -> SafeString | str:
    """A clock that runs: ``剩 46 分`` / ``超 2 小时``, red when over, amber within a quarter of a day."""
    if value is None:
        return ""
    left = (value - now()).total_seconds()
    kind = "bad" if left < 0 else "warn" if left < 6 * 3600 else ""
    span = _span(abs(left))
    words = _("%(span)s over") % {"span": span} if left < 0 else _("%(span)s left") % {"span": span}
    exact = timezone.localtime(value, BEIJING).strftime("%Y-%m-%d %H:%M")
    return format_html(
        '<time class="clock {}" datetime="{}" title="{}">{}</time>', kind, value.isoformat(), exact, words
    )


def _span(seconds: float, hours_up_to: int = 48) -> str:
    minutes = int(seconds // 60)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < hours_up_to:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
