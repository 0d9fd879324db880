from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import blowing, boards, one, public

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("whistles/", boards.board, name="whistles-board"),
    path("whistles/wall/", boards.wall, name="whistles-wall"),
    path("whistles/mine/", boards.mine, name="whistles-mine"),
    path("whistles/new/", blowing.new, name="whistles-new"),
    path("whistles/calls/<int:pk>/<str:move>/", one.call_move, name="whistles-call-move"),
    path("whistles/there/<int:pk>/leave/", one.leave, name="whistles-leave"),
    path("whistles/<str:number>/", one.whistle, name="whistles-whistle"),
    path("whistles/<str:number>/<str:move>/", one.move, name="whistles-move"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("whistles/rate/<str:token>/", public.rate, name="whistles-rate"),
]
