from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import findings, lists, neighbour, one, rounds

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("watches/", lists.everything, name="watches-list"),
    path("watches/today/", lists.today, name="watches-today"),
    path("watches/tonight/", lists.tonight, name="watches-tonight"),
    path("watches/new/<str:number>/", one.new, name="watches-new"),
    path("watches/<int:pk>/", one.show, name="watches-watch"),
    path("watches/<int:pk>/sheet.pdf", one.sheet, name="watches-sheet"),
    path("watches/<int:pk>/neighbours/", one.neighbours, name="watches-neighbours"),
    path("watches/<int:pk>/neighbours/<int:watcher>/name/", one.reveal, name="watches-neighbour-name"),
    path("watches/<int:pk>/neighbours/<int:watcher>/remove/", one.remove, name="watches-neighbour-remove"),
    path("watches/<int:pk>/settle/", one.settle, name="watches-settle"),
    path("watches/<int:pk>/relapse/", one.relapse, name="watches-relapse"),
    path("watches/<int:pk>/end/", one.end, name="watches-end"),
    path("watches/<int:pk>/round/", rounds.extra, name="watches-extra"),
    path("watches/rounds/<int:pk>/", rounds.show, name="watches-round"),
    path("watches/rounds/<int:pk>/paper/", rounds.paper, name="watches-paper"),
    path("watches/rounds/<int:pk>/<int:point>/clear/", rounds.clear, name="watches-clear"),
    path("watches/rounds/<int:pk>/<int:point>/found/", rounds.found, name="watches-found"),
    path("watches/findings/<int:pk>/", findings.show, name="watches-finding"),
    path("watches/findings/<int:pk>/number/", findings.number, name="watches-number"),
    path("watches/findings/<int:pk>/tell/", findings.tell, name="watches-tell"),
    path("watches/findings/<int:pk>/cleared/", findings.cleared, name="watches-cleared"),
    path("watches/findings/<int:pk>/move/", findings.move, name="watches-move"),
    path("watches/findings/<int:pk>/report/", findings.report, name="watches-report"),
    path("watches/findings/<int:pk>/dismiss/", findings.dismiss, name="watches-dismiss"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("watch/<str:secret>/", neighbour.show, name="watches-neighbour"),
    path("watch/<str:secret>/<int:point>/clear/", neighbour.clear, name="watches-neighbour-clear"),
    path("watch/<str:secret>/<int:point>/found/", neighbour.found, name="watches-neighbour-found"),
    path("watch/<str:secret>/rounds/<int:pk>/", neighbour.witness, name="watches-neighbour-witness"),
]
