"""No tracked file may hold words that mean unfinished work, one machine, or one registry."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve()
#: What → why it is not wanted.
FORBIDDEN = {
    r"\b(TODO|FIXME|XXX|HACK)\b": "unfinished work belongs into an issue",
    r"^(<{7}|>{7}) ": "a merge was not finished",
    r"(?<![\w.])/(work|root|home/\w+)/": "a path of one machine",
    r"/tmp/hehuo/": "a path of one machine",
    r"(py[p]i|python[h]osted|npm[j]s|npm[m]irror|debian)\.(org|com)": "a registry's address",
    r"\"resolved\": *\"http": "a registry's address",
    r"^\s*(breakpoint\(\)|import pdb|debugger;)": "left from debugging",
}
#: The lock files hold hashes, in which anything may occur by chance.
SKIPPED = {".png", ".jpg", ".ico", ".ttf", ".woff2", ".xlsx", ".lock", ".pdf", ".heic"}


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    found = 0
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if not name or path == HERE or path.suffix in SKIPPED or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            for pattern, reason in FORBIDDEN.items():
                if re.search(pattern, line):
                    sys.stdout.write(f"{name}:{number}: {reason}: {line.strip()[:100]}\n")
                    found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
