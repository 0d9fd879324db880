"""Which request is being served, so that a line in the log and a page of error name the same thing."""

from __future__ import annotations

from contextvars import ContextVar

#: The id of the request that this context serves; empty outside requests.
request_id: ContextVar[str] = ContextVar("hehuo_request_id", default="")
