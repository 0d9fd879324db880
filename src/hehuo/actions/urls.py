from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import day, preparing, records

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("actions/", preparing.listed, name="actions-list"),
    path("actions/new/<str:partnership>/", preparing.new, name="actions-new"),
    path("actions/<str:number>/", day.page, name="actions-action"),
    path("actions/<str:number>/live/", day.live, name="actions-live"),
    path("actions/<str:number>/roll/", day.roll, name="actions-roll"),
    path("actions/<str:number>/begin/", day.begin, name="actions-begin"),
    path("actions/<str:number>/steps/<int:pk>/done/", day.done, name="actions-done"),
    path("actions/<str:number>/steps/<int:pk>/skip/", day.skip, name="actions-skip"),
    path("actions/<str:number>/steps/<int:pk>/undo/", day.undo, name="actions-undo"),
    path("actions/<str:number>/change/", preparing.change, name="actions-change"),
    path("actions/<str:number>/steps/new/", preparing.step, name="actions-step-new"),
    path("actions/<str:number>/steps/<int:pk>/", preparing.step, name="actions-step"),
    path("actions/<str:number>/steps/<int:pk>/remove/", preparing.remove, name="actions-step-remove"),
    path("actions/<str:number>/expect/", preparing.expect, name="actions-expect"),
    path("actions/<str:number>/roll/<int:pk>/drop/", preparing.drop, name="actions-drop"),
    path("actions/<str:number>/announce/", preparing.announce, name="actions-announce"),
    path("actions/<str:number>/admonish/", records.admonish, name="actions-admonish"),
    path("actions/<str:number>/statement/", records.statement, name="actions-statement"),
    path("actions/<str:number>/witness/", records.witness, name="actions-witness"),
    path("actions/<str:number>/incident/", records.incident, name="actions-incident"),
    path("actions/<str:number>/photos/", records.photos, name="actions-photos"),
    path("actions/<str:number>/reveal/<str:what>/<int:pk>/", records.reveal, name="actions-reveal"),
    path("actions/<str:number>/abort/", records.abort, name="actions-abort"),
    path("actions/<str:number>/close/", records.close, name="actions-close"),
    path("actions/<str:number>/report.pdf", records.report, name="actions-report"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = []
