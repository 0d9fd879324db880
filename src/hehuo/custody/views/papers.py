"""Everything that is printed, filled with what is on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hehuo.custody import paper, policy, reading, selectors
from hehuo.custody.models import Claim, Consent, Inventory, Item, Moment, Picture
from hehuo.custody.paper import Signature
from hehuo.custody.paper.sheet import wide
from hehuo.custody.rules import PROCEDURES, Authority, State, item_number, short_of
from hehuo.files import selectors as files
from hehuo.ground.paper import stamp
from hehuo.ground.text import mask_name
from hehuo.ground.web import Request, staff
from hehuo.places import selectors as places

from . import fetching, fresh
from .owner import scope

if TYPE_CHECKING:
    from hehuo.files.models import Attachment

#: Sheets of blank labels that one print may hold.
_SHEETS = 4


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _link(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _drawing(subject: str, request: Request) -> bytes | None:
    """The drawn signature kept with ``subject``, where she may see it."""
    found = next((one for one in files.of(subject, request.viewer) if one.is_photo), None)
    return _bytes(found) if found else None


def _bytes(attachment: Attachment, *, small: bool = False) -> bytes:
    kept = attachment.thumbnail if small and attachment.thumbnail else attachment.file
    with kept.open("rb") as stored:
        return bytes(stored.read())


@staff()
@require_safe
def labels(request: Request, number: str) -> HttpResponse:
    """Labels of the list's things; ``?blank=24`` for labels to number by hand, made out for the coming serials."""
    inventory = selectors.inventory_for(request.viewer, number)
    place = places.name_of(inventory.place)
    blank = request.GET.get("blank", "")
    if blank.isdecimal():
        count = max(1, min(int(blank), paper.PER_SHEET * _SHEETS))
        link = _link("custody-label", number)
        stem = item_number(short_of(inventory.place), inventory.day, 0).rpartition("-")[0]
        rows = [paper.Label(f"{stem}-", link, place=place) for _n in range(count)]
    else:
        wanted = {int(pk) for pk in request.GET.getlist("items") if pk.isdecimal()}
        found = inventory.items.order_by("day", "serial")
        rows = [
            paper.Label(item.number, _link("custody-label", item.number), item.name, place)
            for item in found
            if not wanted or item.pk in wanted
        ]
    return _pdf(paper.labels(rows), f"{number}-labels")


@never_cache
@staff()
@require_safe
def inventory(request: Request, number: str) -> HttpResponse:
    """The list in duplicate, every column filled as far as it is known."""
    row = selectors.inventory_for(request.viewer, number)
    items = list(
        reading.with_all(row.items.all())
        .select_related("consent", "agreement", "notice", "proceeding")
        .prefetch_related("handlers", "claims")
        .order_by("day", "serial")
    )
    told = paper.InventoryPaper(
        number=row.number,
        rows=_head(row),
        items=[_row(row, item, request) for item in items],
        signatures=_signers(request, row, items),
        link=fresh.link(request, row) if policy.may_work(request.viewer, row.place) else "",
        authority=any(item.basis_is in PROCEDURES for item in items),
        foot=places.path_of(row.place),
    )
    return _pdf(paper.inventory(told), number)


def _head(row: Inventory) -> list[tuple[str, str]]:
    rows = [
        (pgettext("paper", "Place"), places.path_of(row.place)),
        (pgettext("paper", "Point"), row.point),
        (pgettext("paper", "Day"), reading.day_text(row.day)),
        (pgettext("custody", "Owner"), selectors.masked(row.owner_name)),
        (pgettext("paper", "Begun"), stamp(row.happened_at)),
    ]
    if row.partnership:
        rows.append((pgettext("paper", "Partnership"), row.partnership.number))
    return rows


def _row(inventory: Inventory, item: Item, request: Request) -> paper.Row:
    def picture(moment: Moment) -> bytes | None:
        found: list[Picture] = reading.pictures_of(item, moment)
        return _bytes(found[0].attachment, small=True) if found else None

    claim: Claim | None = next(iter(item.claims.all()), None)
    fetched = claim if claim and claim.fetched_at else None
    return paper.Row(
        number=item.number,
        name=item.name,
        quantity=item.quantity,
        condition=item.condition,
        perishable=item.perishable,
        point=item.point,
        before=picture(Moment.BEFORE),
        after=picture(Moment.AFTER),
        owner=selectors.masked(inventory.owner_name),
        basis=reading.basis_text(item),
        noticed=_short(_noticed(item)),
        handlers=pgettext("list", ", ").join(person.name for person in item.handlers.all()),
        witness=selectors.masked(item.witness),
        storage=item.storage.name if item.storage else str(item.state_is.label) if item.ended_at else "",
        claim_until=reading.day_text(item.return_by),
        claimed=f"{selectors.masked(fetched.name)} {_short(fetched.fetched_at)}" if fetched else "",
        claim_drawing=_drawing(fetched.subject, request) if fetched else None,
        disposal=str(item.get_disposal_display()) if item.disposal else "",
    )


def _noticed(item: Item) -> datetime | None:
    """When the owner was told: she signed, or the notice was posted."""
    ground = item.consent or item.agreement
    if ground is not None:
        return ground.signed_at
    return item.notice.posted_at if item.notice else None


def _short(moment: datetime | None) -> str:
    return stamp(moment)[5:] if moment else ""


def _signers(request: Request, row: Inventory, items: Sequence[Item]) -> list[Signature]:
    """The owner's signature under the consent, if there is one; lines for everybody else."""
    consent = row.consents.filter(signed_at__isnull=False).order_by("-signed_at").first()
    names = list(dict.fromkeys(person.name for item in items for person in item.handlers.all()))
    first, second = (*names, "", "")[:2]
    owner = Signature(
        pgettext("paper", "Owner (person concerned)"),
        at=consent.signed_at if consent else None,
        drawing=_drawing(consent.subject, request) if consent else None,
    )
    return [
        owner,
        Signature(pgettext("paper", "Handler 1"), first),
        Signature(pgettext("paper", "Handler 2"), second),
        Signature(pgettext("paper", "Witness")),
        Signature(pgettext("paper", "Keeper of the storage place")),
    ]


def _lines(items: Iterable[Item]) -> list[tuple[str, ...]]:
    return [(item.number, item.name, str(item.quantity), item.condition, item.point) for item in items]


@never_cache
@staff()
@require_safe
def consent_blank(request: Request, number: str) -> HttpResponse:
    """The consent form for the things that stand there, to be signed on paper."""
    row = selectors.inventory_for(request.viewer, number)
    standing = row.items.filter(state=State.NUMBERED.value).order_by("day", "serial")
    storage = next(iter(selectors.storage_places(request.viewer, row.place)), None)
    rows = [
        (pgettext("custody", "Owner"), selectors.masked(row.owner_name)),
        (pgettext("paper", "Signs as"), ""),
        wide(pgettext("paper", "Place"), f"{places.path_of(row.place)} · {row.point}"),
        (_("Storage place"), f"{storage.name} {storage.address}" if storage else ""),
        (_("Kept until"), ""),
    ]
    return _pdf(_consent(request, row, row.number, rows, _lines(standing), row=None), f"{number}-consent")


@never_cache
@staff(*policy.PUBLIC_SIDE, *policy.AT_PLACE)
@require_safe
def consent(request: Request, number: str) -> HttpResponse:
    """A consent as it was signed."""
    row = fetching.consent(request.viewer, number)
    rows = [
        (pgettext("custody", "Owner"), selectors.masked(row.inventory.owner_name)),
        (pgettext("paper", "Signs as"), f"{selectors.masked(row.signer_name)} · {Authority(row.authority).label}"),
        wide(pgettext("paper", "Place"), f"{places.path_of(row.inventory.place)} · {row.inventory.point}"),
        (_("Storage place"), f"{row.destination.name} {row.destination.address}"),
        (_("Kept until"), reading.day_text(row.storage_until)),
        (pgettext("storage", "Open"), row.destination.hours),
        (pgettext("storage", "Telephone"), row.destination.phone),
    ]
    lines = _lines(row.items.order_by("day", "serial"))
    return _pdf(_consent(request, row.inventory, row.number, rows, lines, row=row), number)


def _consent(
    request: Request,
    inventory: Inventory,
    number: str,
    rows: Sequence[Any],
    lines: Sequence[Any],
    *,
    row: Consent | None,
) -> bytes:
    signatures = [
        Signature(
            pgettext("paper", "Signature of the owner"),
            at=row.signed_at if row else None,
            drawing=_drawing(row.subject, request) if row else None,
        ),
        Signature(pgettext("paper", "Taken down by"), str(row.by or "") if row else "", row.signed_at if row else None),
    ]
    link = fresh.link(request, inventory) if policy.may_work(request.viewer, inventory.place) else ""
    return paper.consent(number=number, rows=rows, items=lines, signatures=signatures, link=link)


@never_cache
@staff(*policy.AT_PLACE)
@require_safe
def agreement(request: Request, number: str) -> HttpResponse:
    """A watch agreement in duplicate; its secret only in the visit that made it."""
    row = selectors.agreement_for(request.viewer, number)
    rows = [
        (pgettext("custody", "Owner"), selectors.masked(row.owner_name)),
        (pgettext("paper", "Signs as"), f"{selectors.masked(row.signer_name)} · {Authority(row.authority).label}"),
        wide(pgettext("paper", "Scope"), f"{places.path_of(row.place)} · {scope(row)}"),
        (_("Period"), _("%(first)s to %(last)s") % {"first": row.starts_on, "last": row.ends_on}),
        (_("Kept for"), _("%(n)s days, free to fetch") % {"n": row.storage_days}),
        wide(_("Storage place"), f"{row.storage.name} {row.storage.address} {row.storage.hours} {row.storage.phone}"),
    ]
    signatures = [
        Signature(pgettext("paper", "Signature of the owner"), "", row.signed_at, _drawing(row.subject, request)),
        Signature(pgettext("paper", "Taken down by"), str(row.by or ""), row.signed_at),
    ]
    secret = fresh.secret_of(request, row.number)
    link = fresh.link(request, row) if policy.may_work(request.viewer, row.place) else ""
    data = paper.agreement(number=row.number, rows=rows, signatures=signatures, link=link, secret=secret)
    return _pdf(data, number)


@never_cache
@staff(*policy.AT_PLACE)
@require_safe
def dissuasion(request: Request, number: str) -> HttpResponse:
    """劝阻提示单 in two copies."""
    row = selectors.dissuasion_for(request.viewer, number)
    rows = [
        (pgettext("paper", "Time"), stamp(row.happened_at)),
        (_("Kind"), str(row.get_kind_display())),
        wide(pgettext("paper", "Place"), f"{places.path_of(row.place)} · {row.point}"),
        (_("To whom"), selectors.masked(row.name)),
        (pgettext("paper", "Delivery"), str(row.get_delivery_display())),
    ]
    signatures = [
        Signature(_("Given by"), str(row.by or ""), row.happened_at),
        Signature(pgettext("paper", "Received by"), drawing=_drawing(row.subject, request)),
        Signature(pgettext("paper", "Witness where it was not accepted")),
    ]
    data = paper.dissuasion(
        number=row.number,
        issuer=str(row.organisation or _("Hehuo")),
        rows=rows,
        demand=row.demand,
        deadline=reading.day_text(row.deadline),
        signatures=signatures,
    )
    return _pdf(data, number)


@never_cache
@staff()
@require_safe
def notice(request: Request, number: str) -> HttpResponse:
    """The notice to hang up."""
    row = fetching.notice(request.viewer, number)
    items = [one[:3] + one[4:] for one in _lines(row.items.order_by("day", "serial"))]
    signers = [person.name for person in row.signers.all()]
    data = paper.notice(
        number=row.number,
        issuer=str(row.inventory.organisation or _("Hehuo")),
        place=f"{places.path_of(row.inventory.place)} · {row.where}",
        items=items,
        posted=row.posted_at,
        until=reading.day_text(reading.notice_until(row)),
        contact="",
        link=_link("custody-things"),
        signatures=[Signature(pgettext("paper", "Posted by"), name) for name in signers[:2]]
        + [Signature(pgettext("paper", "Taken down"))],
    )
    return _pdf(data, number)


@never_cache
@staff()
@require_safe
def receipt(request: Request, pk: int) -> HttpResponse:
    """What somebody fetched at one time, with her signature."""
    claim = fetching.claim(request.viewer, pk)
    inventory = claim.item.inventory
    same = Claim.objects.filter(item__inventory=inventory, fetched_at=claim.fetched_at).select_related("item")
    claims = [claim] if claim.fetched_at is None else list(same.order_by("item__day", "item__serial"))
    who = selectors.masked(claim.name) or mask_name("")
    data = paper.receipt(
        number=f"{inventory.number}-{claim.pk}",
        issuer=str(inventory.organisation or _("Hehuo")),
        rows=[
            (pgettext("paper", "Fetched by"), who),
            (pgettext("paper", "Time"), stamp(claim.fetched_at)),
            wide(pgettext("paper", "Place"), str(claim.item.storage or "")),
        ],
        items=[(one.item.number, one.item.name, str(one.item.quantity), one.item.words) for one in claims],
        signatures=[
            Signature(
                pgettext("paper", "Signature of who fetched"), "", claim.fetched_at, _drawing(claim.subject, request)
            ),
            Signature(pgettext("paper", "Handed out by"), str(claim.by or ""), claim.fetched_at),
        ],
    )
    return _pdf(data, f"{inventory.number}-receipt")
