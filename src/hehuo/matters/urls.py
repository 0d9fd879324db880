from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("matters/", views.tree, name="matters-tree"),
    path("matters/import/", views.import_tree, name="matters-import"),
    path("matters/choose/", views.choose_tree, name="matters-choose"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [path("matters/pick/", views.pick, name="matters-pick")]
