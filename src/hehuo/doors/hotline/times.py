"""Times as people and programs write them in work-order files; Beijing time where no zone is named. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from hehuo.ground.clock import BEIJING

#: Day 0 of Excel's calendar (serial 60 is its 29 February 1900 that never was; nothing here is that old).
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - made aware below
_EARLIEST, _LATEST = 1990, 2100
_WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[\sT]*(?P<half>上午|下午|晚上|凌晨|中午|AM|PM)?\s*"
    r"(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})\s*分?)?(?:\s*:?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?"
    r"\s*(?P<half_after>AM|PM)?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?")


def read_time(cell: object) -> datetime | None:
    """The moment in ``cell``: a date or datetime, an Excel serial number, or text such as ``2019/2/28 11:25:05``,
    ``2019-02-28 11:25``, ``2019年2月28日 11时25分``, ``20190228112505``. None for an empty cell.

    Raises ValueError for what is no time, or one before 1990 or after 2100.
    """
    moment = _read(cell)
    if moment is not None and not _EARLIEST <= moment.year <= _LATEST:
        raise ValueError(f"not a likely time: {cell}")
    return moment


def _read(cell: object) -> datetime | None:
    match cell:
        case None | "":
            return None
        case datetime():
            return cell if cell.tzinfo else cell.replace(tzinfo=BEIJING)
        case date():
            return datetime(cell.year, cell.month, cell.day, tzinfo=BEIJING)
        case bool():
            raise ValueError("not a time")
        case int() | float():
            return _serial(float(cell))
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if not text:
        return None
    if match_ := _WRITTEN.fullmatch(text):
        return _written(match_)
    if match_ := _COMPACT.fullmatch(text):
        return datetime(*(int(part) for part in match_.groups(default="0")), tzinfo=BEIJING)  # type: ignore[arg-type, misc]
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _serial(float(text))
    raise ValueError(f"not a time: {text[:40]}")


def _serial(number: float) -> datetime:
    if not 30_000 <= number <= 80_000:
        raise ValueError(f"not a likely time: {number}")
    # Excel keeps days in floating point: round to the second.
    return (_EXCEL_ZERO + timedelta(seconds=round(number * 86_400))).replace(tzinfo=BEIJING)


def _written(told: re.Match[str]) -> datetime:
    hour = int(told["hour"] or 0)
    half = (told["half"] or told["half_after"] or "").upper()
    if half in {"下午", "晚上", "PM"} and hour < 12:
        hour += 12
    elif half in {"上午", "凌晨", "AM"} and hour == 12:
        hour = 0
    moment = datetime(
        int(told["year"]),
        int(told["month"]),
        int(told["day"]),
        hour,
        int(told["minute"] or 0),
        int(told["second"] or 0),
        tzinfo=BEIJING,
    )
    zone = told["zone"]
    if not zone:
        return moment
    return datetime.fromisoformat(moment.strftime("%Y-%m-%dT%H:%M:%S") + zone.upper())
