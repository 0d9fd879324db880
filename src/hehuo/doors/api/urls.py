from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views
from .api import api

urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
#: Mounted under ``/desk/``: a person's own keys.
desk: list[URLPattern | URLResolver] = [
    path("keys/", views.keys, name="api-keys"),
    path("keys/<int:pk>/revoke/", views.revoke, name="api-key-revoke"),
]
