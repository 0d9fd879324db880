"""What makes a function a service: the only kind of function that writes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import transaction

F = TypeVar("F", bound=Callable[..., Any])

#: Every service of the house by dotted name, for the harness that calls each of them concurrently.
REGISTRY: dict[str, Callable[..., Any]] = {}


def service(function: F) -> F:
    """Mark ``function`` as a service: keyword-only, one transaction around it, listed in :data:`REGISTRY`.

    Services may call one another; the inner one then joins the outer transaction through a savepoint.
    Raises TypeError at import where a parameter is not keyword-only.
    """
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind not in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD):
            raise TypeError(f"{function.__qualname__}: {parameter.name} must be keyword-only")

    @wraps(function)
    def call(**kwargs: Any) -> Any:
        with transaction.atomic():
            return function(**kwargs)

    REGISTRY[f"{function.__module__}.{function.__qualname__}"] = call
    return cast(F, call)
