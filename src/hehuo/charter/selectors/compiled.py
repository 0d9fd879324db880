"""Charter versions read once and kept: a decided text never changes, so its id is the key of the cache."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from threading import Lock

from django.db.models import Q

from hehuo.charter import rules
from hehuo.charter.models import Charter, Clause, CommunityTask, Duty, Status, Version
from hehuo.ground.seats import Seat

#: Enough for every charter of a city; one takes about 100 kB.
LIMIT = 2_000
_cache: OrderedDict[int, dict[str, tuple[rules.Duty, ...]]] = OrderedDict()
_lock = Lock()


def in_force(at_places: Sequence[str], day: date) -> list[rules.Compiled]:
    """The partnership charters in force at exactly these places on ``day``. One query, three for texts not yet read."""
    versions = (
        Version.objects.filter(
            Q(in_force_to__isnull=True) | Q(in_force_to__gt=day),
            charter__place__in=at_places,
            charter__nature=rules.Nature.PARTNERSHIP.value,
            status=Status.PUBLISHED,
            in_force_from__lte=day,
        )
        .select_related("charter")
        .order_by("pk")
    )
    return compile_versions(list(versions))


def compile_versions(versions: Sequence[Version]) -> list[rules.Compiled]:
    """``versions`` ready to answer; published ones from the cache, drafts always read anew."""
    kept: dict[int, dict[str, tuple[rules.Duty, ...]]] = {}
    with _lock:
        for version in versions:
            if version.status == Status.PUBLISHED and version.pk in _cache:
                _cache.move_to_end(version.pk)
                kept[version.pk] = _cache[version.pk]
    fresh = _read([version for version in versions if version.pk not in kept])
    with _lock:
        for version in versions:
            if version.status == Status.PUBLISHED and version.pk in fresh:
                _cache[version.pk] = fresh[version.pk]
        while len(_cache) > LIMIT:
            _cache.popitem(last=False)
    kept |= fresh
    return [rules.Compiled(as_rule(version), kept[version.pk]) for version in versions]


def as_rule(version: Version) -> rules.Charter:
    """The version as the rules know it."""
    charter: Charter = version.charter
    return rules.Charter(
        key=version.pk,
        title=charter.title,
        place=charter.place,
        number=version.number,
        starts=version.in_force_from or date.min,
        ends=version.in_force_to,
        nature=rules.Nature(charter.nature),
        charter=charter.pk,
        tree=charter.tree,
    )


def _read(versions: Sequence[Version]) -> dict[int, dict[str, tuple[rules.Duty, ...]]]:
    if not versions:
        return {}
    charters = {version.pk: as_rule(version) for version in versions}
    found: dict[int, list[rules.Duty]] = {pk: [] for pk in charters}
    rows = Clause.objects.filter(version__in=charters).prefetch_related("duties")
    for row in rows:
        clause = clause_as_rule(row, charters[row.version_id])
        found[row.version_id] += [duty_as_rule(duty, clause) for duty in row.duties.all()]
    return {pk: dict(rules.compile_charter(charters[pk], duties).by_matter) for pk, duties in found.items()}


def clause_as_rule(row: Clause, charter: rules.Charter) -> rules.Clause:
    """The clause as the rules know it."""
    return rules.Clause(charter, row.number, row.title, row.text, tuple(row.matters), row.source)


def duty_as_rule(row: Duty, clause: rules.Clause) -> rules.Duty:
    """The duty as the rules know it."""
    return rules.Duty(
        clause,
        row.position,
        Seat(row.seat),
        rules.DutyKind(row.kind),
        row.text,
        row.within,
        row.condition,
        tuple(row.kinds),
    )


def tasks_at(at_places: Sequence[str], day: date) -> dict[str, dict[str, rules.Standing]]:
    """The lists of tasks of residents' committees that hold at exactly these places on ``day``. One query."""
    lists: dict[str, dict[str, rules.Standing]] = {}
    rows = CommunityTask.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), place__in=at_places, valid_from__lte=day
    )
    for row in rows:
        lists.setdefault(row.place, {})[row.matter] = rules.Standing(row.standing)
    return lists
