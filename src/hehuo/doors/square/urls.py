"""Public pages: what the neighbourhood asks, what it solves, and how to join."""

from __future__ import annotations

from django.urls import URLPattern, path

from hehuo.doors.square import style, views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="square-home"),
    path("display/", views.display, name="square-display"),
    path("style/", style.show, name="square-style"),
]
