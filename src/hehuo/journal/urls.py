from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("journal/", views.entries, name="journal-desk"),
    path("journal/deliveries/", views.deliveries, name="journal-deliveries"),
    path("journal/entries/<int:entry>/erase/", views.erase, name="journal-erase"),
    path("journal/failures/<int:failure>/retry/", views.retry, name="journal-retry"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("journal/", views.seals, name="journal-seals"),
    path("journal/proof.json", views.proof_file, name="journal-proof"),
    path("journal/seals/<int:number>/", views.seal, name="journal-seal"),
    path("journal/seals/<int:number>.json", views.seal_file, name="journal-seal-file"),
    path("journal/seals/<int:number>/leaves.txt", views.seal_leaves, name="journal-seal-leaves"),
]
