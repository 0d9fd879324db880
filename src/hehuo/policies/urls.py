from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("settings/", views.settings_list, name="policies-list"),
    path("settings/years/", views.years, name="policies-years"),
    path("settings/withdraw/<int:pk>/", views.withdraw, name="policies-withdraw"),
    path("settings/<str:key>/", views.setting_page, name="policies-setting"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = []
