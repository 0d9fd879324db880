"""Is it alive, is it ready? For supervisors and load balancers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from procrastinate.contrib.django.models import ProcrastinateWorker

from hehuo.ground import clock

#: A worker reports every ten seconds; after three missed reports it counts as gone.
HEARTBEAT = timedelta(seconds=30)


class HealthMiddleware:
    """Answers ``/livez`` and ``/readyz`` before anything else: probes come without our host name and without TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match request.path:
            case "/livez":
                return HttpResponse("ok\n", content_type="text/plain")
            case "/readyz":
                found = readiness()
                ready = all(state == "ok" for state in found.values())
                return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)
        return self.get_response(request)


def readiness() -> dict[str, str]:
    """What a request or a job needs, each ``"ok"`` or what is wrong with it."""
    try:
        return {"database": "ok", "migrations": _migrations(), "worker": _worker()}
    except DatabaseError:
        return {"database": "does not answer", "migrations": "unknown", "worker": "unknown"}


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} not applied" if pending else "ok"


def _worker() -> str:
    if _migrations() != "ok":
        return "unknown"
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=clock.now() - HEARTBEAT).exists()
    return "ok" if alive else "no worker has reported"
