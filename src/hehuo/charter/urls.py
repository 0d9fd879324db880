from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import desk as staff
from .views import public, steps

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("charters/", staff.charters, name="charter-desk"),
    path("charters/new/", staff.new, name="charter-new"),
    path("charters/tasks/<str:place>/", staff.tasks, name="charter-tasks"),
    path("charters/<int:pk>/", staff.draft, name="charter-draft"),
    path("charters/<int:pk>/matrix/", staff.matrix, name="charter-matrix"),
    path("charters/<int:pk>/compare/", staff.compare, name="charter-compare"),
    path("charters/<int:pk>/clauses/new/", staff.clause, name="charter-clause-new"),
    path("charters/<int:pk>/clauses/<int:number>/", staff.clause, name="charter-clause"),
    path("charters/<int:pk>/clauses/<int:number>/remove/", staff.remove, name="charter-clause-remove"),
    path("charters/<int:pk>/comment/", steps.comment, name="charter-comment"),
    path("charters/<int:pk>/redraft/", steps.redraft, name="charter-redraft"),
    path("charters/<int:pk>/decide/", steps.decide, name="charter-decide"),
    path("charters/<int:pk>/publish/", steps.publish, name="charter-publish"),
    path("charters/<int:pk>/amend/", steps.amend, name="charter-amend"),
    path("charters/<int:pk>/repeal/", steps.repeal, name="charter-repeal"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("charters/", public.charters, name="charter-public"),
    path("charters/who/", public.who, name="charter-who"),
    path("charters/<int:pk>/", public.read, name="charter-read"),
    path("charters/<int:pk>/v<int:number>/", public.read, name="charter-version"),
]
