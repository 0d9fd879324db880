from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("imports/", views.imports, name="hotline-imports"),
    path("imports/<uuid:uuid>/", views.import_page, name="hotline-import"),
    path("imports/<uuid:uuid>/start/", views.start, name="hotline-start"),
    path("imports/<uuid:uuid>/report/", views.report, name="hotline-report"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = []
