from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from .views import cases, duty, entry, ledger, partnership, today

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="desk-today"),
    path("cases/", cases.inbox, name="desk-inbox"),
    path("cases/export.xlsx", cases.export, name="desk-export"),
    path("cases/new/", entry.enter, name="desk-enter"),
    path("cases/new/receipt/", entry.receipt, name="desk-receipt"),
    path("cases/<str:number>/", cases.case, name="desk-case"),
    path("cases/<str:number>/complainant/", cases.reveal, name="desk-reveal"),
    path("cases/<str:number>/print/", cases.sheet, name="desk-sheet"),
    path("cases/<str:number>/<str:move>/", cases.move, name="desk-move"),
    # By the shape of a number: the partnerships' own pages stand beside it (partnerships/new/).
    re_path(r"^partnerships/(?P<number>H\d{8}-\d+)/$", partnership.room, name="desk-partnership"),
    path("duty/", duty.roster, name="desk-duty"),
    path("duty/new/", duty.plan, name="desk-duty-plan"),
    path("duty/<int:pk>/substitute/", duty.substitute, name="desk-duty-substitute"),
    path("duty/<int:pk>/hand-over/", duty.hand_over, name="desk-duty-hand-over"),
    path("ledger/", ledger.ledger, name="desk-ledger"),
    path("ledger/new/", ledger.add, name="desk-ledger-add"),
    path("ledger/import/", ledger.upload, name="desk-ledger-import"),
    path("ledger/<int:pk>/", ledger.entry, name="desk-ledger-entry"),
    path("ledger/<int:pk>/<str:step>/", ledger.step, name="desk-ledger-step"),
]
