from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = []
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("files/<uuid:uuid>/", views.show, name="files-show"),
    path("files/<uuid:uuid>/small/", views.show, {"small": True}, name="files-thumbnail"),
]
