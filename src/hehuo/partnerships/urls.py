from __future__ import annotations

from django.urls import URLPattern, URLResolver

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = []
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = []
