"""A 12345 file of 100,000 rows, imported, against COPY of the same precomputed rows (bar: 4 × its time, flat memory).

Both begin on a copy of the same database (tables, indexes, places, categories) on the same server with the same
settings. What the import wrote is copied out, and COPY writes it into the second database, in one transaction.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROWS = 100_000
BAR = 4.0
#: The tables that an import fills, referenced ones first.
TABLES = (
    "parties_contact", "cases_case", "cases_complainant", "cases_callback", "journal_entry", "journal_payload",
    "journal_head",
)  # fmt: skip
HEADER = [
    "工单编号", "工单类型", "问题分类", "标签", "标题", "主要内容", "来电时间", "来电人", "来电人电话", "村/社区",
    "小区点位", "办理结果", "回复内容", "办结时间", "是否解决", "是否满意",
]  # fmt: skip
_PLACE = "110108025"


def run(rows: int = ROWS) -> dict[str, object]:
    """Seconds of the import and of COPY, their ratio, and the import's peak memory at a tenth of the rows and at all.

    Needs ``DATABASE_URL`` of a server on which databases may be made.
    """
    base = os.environ["DATABASE_URL"]
    names = [f"hehuo_bench_import_{letter}_{os.getpid()}" for letter in "tisc"]
    template, imported, small, copied = (_with_name(base, name) for name in names)
    with tempfile.TemporaryDirectory() as folder, psycopg.connect(base, autocommit=True) as admin:
        try:
            _create(admin, names[0])
            _child("prepare", template)
            for name in names[1:4]:
                _create(admin, name, names[0])
            large_file, small_file = Path(folder) / "large.csv", Path(folder) / "small.csv"
            write_orders(large_file, rows)
            write_orders(small_file, max(rows // 10, 1))
            less = _child("import", small, str(small_file))
            told = _child("import", imported, str(large_file))
            seconds = _copy_over(imported, copied, Path(folder))
        finally:
            for name in names[::-1]:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    ratio = told["seconds"] / seconds
    growth = told["peak_mb"] / less["peak_mb"]
    return {
        "name": "import",
        "rows": rows,
        "created": told["created"],
        "seconds": round(told["seconds"], 2),
        "rows_per_second": round(rows / told["seconds"]),
        "copy_seconds": round(seconds, 2),
        "ratio": round(ratio, 2),
        "bar": BAR,
        "peak_mb": told["peak_mb"],
        "peak_mb_at_a_tenth": less["peak_mb"],
        "memory_growth": round(growth, 2),
        "ok": ratio <= BAR and growth <= 1.5 and told["created"] == rows,
    }


def write_orders(path: Path, rows: int) -> None:
    """A file as the platform exports it: two thirds closed with answer and call-back, telephones masked as there."""
    chance = random.Random(20260101)
    spots = ["一号楼", "二号楼", "三号楼东侧", "北门", "地下车库", "中心花园"]
    troubles = [
        "楼道堆满纸箱和旧家具",
        "电梯反复停运",
        "暖气片一直不热",
        "单元门关不上",
        "消防通道停满车辆",
        "夜间施工噪声很大",
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADER)
        for number in range(rows):
            trouble, spot = chance.choice(troubles), chance.choice(spots)
            text = (
                f"来电人反映：{spot}{trouble}，已经多次联系物业，{chance.randint(2, 30)}天没有解决，希望尽快处理。" * 2
            )
            month, day = chance.randint(1, 9), chance.randint(1, 28)
            opened = f"2026-{month:02d}-{day:02d} {chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}:00"
            closed = [f"2026-{month + 1:02d}-{day:02d} 17:00", chance.choice(["解决", "未解决"]), "满意"]
            answer = (
                ["已办结", f"您好，{spot}的问题已经现场核实并处理。", *closed] if number % 3 else ["", "", "", "", ""]
            )
            lines.writerow(
                [
                    f"BJ2026{number:08d}",
                    "投诉",
                    "社区管理->乱堆物",
                    "七有五性",
                    f"{spot}{trouble}",
                    text,
                    opened,
                    "王**",
                    "138****0000",
                    "上河村",
                    f"上河村小区{spot}",
                    *answer,
                ]
            )


def _copy_over(source: str, target: str, folder: Path) -> float:
    """Seconds in which COPY writes what the import wrote."""
    files = {}
    with psycopg.connect(source) as there:
        for table in TABLES:
            files[table] = folder / table
            query = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
            if table == "journal_head":
                query = sql.SQL("COPY (SELECT * FROM journal_head WHERE subject LIKE 'case:%') TO STDOUT")
            elif table == "journal_entry":
                query = sql.SQL("COPY (SELECT * FROM journal_entry WHERE subject LIKE 'case:%') TO STDOUT")
            elif table == "journal_payload":
                query = sql.SQL(
                    "COPY (SELECT p.* FROM journal_payload p JOIN journal_entry e ON e.id = p.entry_id "
                    "WHERE e.subject LIKE 'case:%') TO STDOUT"
                )
            with files[table].open("wb") as out, there.cursor().copy(query) as rows:
                for piece in rows:
                    out.write(piece)
    with psycopg.connect(target) as here:
        began = time.perf_counter()
        for table in TABLES:
            with (
                files[table].open("rb") as data,
                here.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as rows,
            ):
                while piece := data.read(1 << 20):
                    rows.write(piece)
        here.commit()
        return time.perf_counter() - began


def _child(what: str, url: str, *more: str) -> dict[str, float]:
    """Do ``what`` in a process of its own, so that memory is that of one import."""
    done = subprocess.run(
        [sys.executable, __file__, what, *more],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "hehuo.config.settings"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _prepare() -> dict[str, float]:
    from django.core.management import call_command

    from hehuo.ground.access import SYSTEM
    from hehuo.matters import services as matters
    from hehuo.places import services as places
    from hehuo.policies import services as policies

    call_command("migrate", verbosity=0, interactive=False)
    places.load_divisions(by=SYSTEM)
    matters.load_tree(by=SYSTEM)
    policies.load_known_years(by=SYSTEM)
    return {}


def _import(path: Path) -> dict[str, float]:
    from hehuo.doors.hotline import importing, maps
    from hehuo.ground.access import SYSTEM

    told = maps.shipped()["beijing-12345"]
    began = time.perf_counter()
    outcome = importing.import_file(by=SYSTEM, path=path, map=told, place=_PLACE)
    seconds = time.perf_counter() - began
    # VmHWM and not ru_maxrss: that one is inherited from the parent.
    peak = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return {"seconds": seconds, "created": outcome.created, "peak_mb": round(peak / 1024)}


def _create(admin: psycopg.Connection, name: str, template: str = "template0") -> None:
    admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in {"prepare", "import"}:
        import django

        django.setup()
        print(json.dumps(_prepare() if sys.argv[1] == "prepare" else _import(Path(sys.argv[2]))))
    else:
        print(json.dumps(run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)))
