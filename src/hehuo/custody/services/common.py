"""What every service of the room shares: lock, say when and what, report. No function here opens a transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NoReturn, TypeVar

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from hehuo.custody import policy
from hehuo.custody.models import Inventory, Item, Picture
from hehuo.custody.rules import Missing, paper_number
from hehuo.files import services as files
from hehuo.ground import clock, codes
from hehuo.ground.access import Viewer
from hehuo.ground.clock import BEIJING
from hehuo.ground.codes import Level
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.secrets import fingerprint, seal
from hehuo.ground.text import clean, squash
from hehuo.journal import services as journal
from hehuo.journal.kinds import Kind, Visibility
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships import services as tables

#: Clocks of different machines differ; nothing lies further ahead than this.
SKEW = timedelta(minutes=5)
#: A name as people write it.
NAME = 60
M = TypeVar("M", bound=Model)


def the_inventory(by: Viewer, inventory: Inventory) -> Inventory:
    """The list, fresh and locked. Raises NotFound for those who may not know of it."""
    rows = Inventory.objects.select_related("partnership", "action").select_for_update(of=("self",), no_key=True)
    return known_inventory(by, rows.filter(pk=inventory.pk).first())


def known_inventory(by: Viewer, inventory: Inventory | None) -> Inventory:
    """The list in hand, for who may know of it. Its place, point, time and table never change, and numbering reads
    nothing else of it. Raises NotFound."""
    if inventory is None or not policy.may_know(by, inventory):
        raise NotFound(_("There is no such inventory."))
    return inventory


def the_item(by: Viewer, item: Item) -> Item:
    """The thing, locked after its list (one order for everybody, so that nobody waits in a circle)."""
    found = Item.objects.filter(pk=item.pk).values_list("inventory", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such thing."))
    inventory = the_inventory(by, Inventory(pk=found))
    row = Item.objects.select_for_update(of=("self",), no_key=True).select_related("storage").get(pk=item.pk)
    row.inventory = inventory
    return row


def locked(rows: type[M], row: Model) -> M:
    """``row`` of ``rows``, fresh and locked. Raises NotFound."""
    found = rows._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if found is None:
        raise NotFound(_("There is no such record."))
    return found


def require(allowed: bool, message: Any) -> None:
    """Raise NotAllowed with ``message`` unless ``allowed``."""
    if not allowed:
        raise NotAllowed(message)


def refuse(missing: Sequence[Missing]) -> None:
    """Raise Refused with the first of ``missing`` (its code, words and source) and how many more there are."""
    if not missing:
        return
    first = missing[0]
    words = " ".join(str(one.message) for one in missing)
    raise Refused(words, code=first.code, source=first.source)


def moment(happened_at: datetime | None, *, after: Iterable[datetime | None] = ()) -> datetime:
    """When it happened: now, or what was said. Raises Invalid for the future and for before any of ``after``."""
    now = clock.now()
    at = happened_at or now
    if at > now + SKEW:
        fault("happened_at", _("This time lies in the future."))
    if any(other is not None and at < other for other in after):
        fault("happened_at", _("This time lies before what had to come first."))
    return at


def day_of(at: datetime) -> date:
    """The day in Beijing."""
    return at.astimezone(BEIJING).date()


def words(text: str, field: str, *, most: int = 5000, needed: bool = True) -> str:
    """``text`` fit to store. Raises Invalid, naming ``field``, where it is missing or too long."""
    text = clean(text)
    if needed and not text:
        fault(field, _("Please fill this in."))
    if len(text) > most:
        fault(field, _("At most %(most)s characters, please; these are %(n)s.") % {"most": most, "n": len(text)})
    return text


def name(text: str, field: str, *, needed: bool = False) -> bytes | None:
    """A resident's name, sealed; None where none is given."""
    told = words(text, field, most=NAME, needed=needed)
    return seal(told) if told else None


def mark(owner: str) -> bytes:
    """A mark that tells whether two owners are the same and nothing else."""
    told = squash(owner).replace(" ", "")
    return fingerprint(f"owner of things:{told}") if told else b""


def choice(value: str, choices: Collection[str], field: str) -> str:
    """``value`` if it is one of ``choices``. Raises Invalid naming ``field``."""
    if value not in list(choices):
        fault(field, _("Please choose one of the options."))
    return str(value)


def fault(field: str, message: Any) -> NoReturn:
    """Raise Invalid with ``message`` at ``field``."""
    raise Invalid(message, fields={field: message})


def place_code(code: str) -> str:
    """A code of a subdistrict or below. Raises Invalid."""
    code = code.strip()
    if not codes.is_code(code) or codes.level(code) < Level.SUBDISTRICT:
        fault("place", _("Choose a community, or a place in it."))
    return code


def fresh_id(table: str) -> int:
    """The next id of ``table``: papers bear it in their number, gaps allowed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def numbered(rows: type[Model], letter: str, day: date) -> dict[str, Any]:
    """Id and number of a new paper."""
    pk = fresh_id(rows._meta.db_table)
    return {"id": pk, "number": paper_number(letter, day, pk)}


def report(
    subject: str,
    kind: Kind,
    by: Viewer,
    *,
    place: str,
    of: Inventory | None = None,
    partnership: Any = None,
    happened_at: datetime | None = None,
    party: int | None = None,
    threads: Sequence[str] = (),
    **payload: object,
) -> None:
    """Append what happened; it shows on the list, on its table and on that table's cases. At most the building."""
    table = partnership if of is None else of.partnership
    shown = [*threads, *([of.subject] if of else [])]
    if of is not None and of.action_id:
        shown.append(f"action:{of.action_id}")
    if table is not None:
        shown += partnerships.threads_of(table)
    journal.append(
        subject=subject,
        kind=kind,
        payload=payload,
        by=by,
        place=codes.truncate(place, Level.BUILDING),
        party=party,
        happened_at=happened_at,
        threads=shown,
    )


def tell(by: Viewer, inventory: Inventory, fact: str, source: str, value: int) -> None:
    """Report a fact down to the partnership, whose gates read it. Each thing is a source of its own, so that many
    people may number at once."""
    if inventory.partnership is not None:
        tables.report_fact(
            by=by, partnership=inventory.partnership, name=fact, source=source, value=value
        )  # fmt: skip


def keep(by: Viewer, subject: str, upload: Any, *, place: str, at: datetime | None = None, secret: bool = False) -> Any:
    """Store one upload with ``subject``; a signature is for those who handle it."""
    return files.attach(
        by=by,
        subject=subject,
        upload=upload,
        place=codes.truncate(place, Level.BUILDING),
        visibility=Visibility.CONFIDENTIAL if secret else Visibility.INTERNAL,
        captured_at=at,
    )


def pictures(by: Viewer, item: Item, uploads: Iterable[Any], when: str, at: datetime) -> int:
    """Keep pictures of a thing; the same one again is one. Returns how many are new."""
    new = 0
    for upload in uploads:
        kept = keep(by, item.subject, upload, place=item.place, at=at)
        _row, made = Picture.objects.get_or_create(
            item=item, attachment=kept, moment=when, defaults={"added_at": clock.now()}
        )
        new += made
    return new


def acting_for(by: Viewer, *organisations: int | None) -> int | None:
    """The organisation for which she acts: one of those named, else the only one that she has."""
    for one in organisations:
        if one is not None and one in by.organisations:
            return one
    return next(iter(by.organisations)) if len(by.organisations) == 1 else None
