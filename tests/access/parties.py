"""Who may open what of the parties room, of signing in, and of choosing a language."""

from __future__ import annotations

from tests.access import Row, public

TABLE: dict[str, Row | list[Row]] = {
    "set_language": public(method="post", status=302),
}
