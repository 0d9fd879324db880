"""How many questions "who is responsible?" one core answers, over charters as large as the starter ones."""

from __future__ import annotations

from datetime import date
from itertools import product
from statistics import median
from time import perf_counter

from hehuo.charter.rules import Charter, Clause, Duty, DutyKind, Standing, Within, compile_charter, index_of, resolve
from hehuo.ground.seats import Seat

BAR = 5_000
SUBDISTRICT = "110108025"
DAY = date(2026, 3, 1)
KINDS = (
    DutyKind.CARRY_OUT,
    DutyKind.CARRY_OUT,
    DutyKind.ASSIST,
    DutyKind.SUPERVISE,
    DutyKind.BE_HEARD,
    DutyKind.BE_TOLD,
)


def _charter(key: int, place: str):  # type: ignore[no-untyped-def]
    """Thirty clauses: twenty on first-level matters, ten on single ones; a lead and six more duties each."""
    charter = Charter(key, f"charter {key}", place, charter=key)
    matters = [(f"{n:02}",) for n in range(1, 21)] + [(f"{n:02}03", f"{n:02}07") for n in range(1, 11)]
    duties = []
    for number, covered in enumerate(matters, 1):
        clause = Clause(charter, number, f"clause {number}", "", covered)
        duties.append(Duty(clause, 0, list(Seat)[number % 6], DutyKind.LEAD, within=Within(1440)))
        duties += [Duty(clause, p, seat, kind) for p, (seat, kind) in enumerate(zip(Seat, KINDS, strict=True), 1)]
    return compile_charter(charter, duties)


def run(seconds: float = 2.0) -> dict[str, object]:
    """Resolve every category at every community of a subdistrict again and again; returns the rate per second."""
    communities = [f"{SUBDISTRICT}{n:03}" for n in range(1, 18)]
    index = index_of([_charter(1, SUBDISTRICT), *(_charter(n, code) for n, code in enumerate(communities, 2))])
    tasks = {SUBDISTRICT: {f"{n:02}": Standing.OWN for n in range(1, 21)}}
    chains = [(f"{first:02}", f"{first:02}{second:02}") for first, second in product(range(1, 21), range(1, 7))]
    questions = list(product(communities, chains))
    rates: list[float] = []
    started = perf_counter()
    while perf_counter() - started < seconds:
        begun = perf_counter()
        for place, chain in questions:
            resolve(index, place=place, chain=chain, at=DAY, tasks=tasks)
        rates.append(len(questions) / (perf_counter() - begun))
    rate = round(median(rates))
    return {
        "name": "resolve",
        "questions": len(questions),
        "rounds": len(rates),
        "per_second": rate,
        "bar": BAR,
        "ok": rate >= BAR,
    }


if __name__ == "__main__":
    result = run()
    print(f"resolve: {result['per_second']:,} answers/s on one core (bar {BAR:,})")
