from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import views

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("places/", views.tree, name="places-tree"),
    path("places/at/<path:code>", views.show, name="places-place"),
    path("places/add/<path:parent>", views.add, name="places-add"),
    path("places/change/<path:code>", views.change, name="places-change"),
    path("places/close/<path:code>", views.close, name="places-close"),
    path("places/recode/<path:code>", views.recode, name="places-recode"),
    path("places/area/new/<path:code>", views.form_area, name="places-area-new"),
    path("places/area/<int:area>/", views.change_area, name="places-area"),
    path("places/area/<int:area>/close/", views.close_area, name="places-area-close"),
    path("places/list/template.xlsx", views.upload_template, name="places-upload-template"),
    path("places/list/<int:upload>/", views.check_upload, name="places-upload-check"),
    path("places/list/of/<path:code>", views.upload, name="places-upload"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [path("places/pick/", views.pick, name="places-pick")]
