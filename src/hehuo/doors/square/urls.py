"""Public pages: what the neighbourhood asks, what it solves, and how to join."""

from __future__ import annotations

from django.urls import URLPattern, path

from hehuo.doors.square.views import around, display, pages, receipt, report, style, together

urlpatterns: list[URLPattern] = [
    path("", around.home, name="square-home"),
    path("around/", around.around, name="square-cases"),
    path("around/map/", around.map_page, name="square-map"),
    path("around/map.json", around.map_data, name="square-map-data"),
    path("case/<str:number>/", around.case, name="square-case"),
    path("together/", together.listed, name="square-together"),
    path("together/help/<int:pk>/", together.help_, name="square-help"),
    path("together/help/<int:pk>/thanks/", together.helped, name="square-helped"),
    path("together/<str:number>/", together.one, name="square-partnership"),
    path("join/", around.join, name="square-join"),
    path("report/", report.what, name="square-report"),
    path("report/photo/<int:number>/", report.photo, name="square-report-photo"),
    path("report/where/", report.where, name="square-report-where"),
    path("report/about/", report.kind, name="square-report-kind"),
    path("report/send/", report.send, name="square-report-send"),
    path("receipt/", receipt.receipt, name="square-receipt"),
    path("progress/", receipt.find, name="square-progress"),
    path("p/<str:token>/", receipt.follow, name="square-follow"),
    path("p/<str:token>/slip.pdf", receipt.slip, name="square-slip"),
    path("p/<str:token>/add/", receipt.add, name="square-add"),
    path("p/<str:token>/rate/", receipt.rate, name="square-rate"),
    path("p/<str:token>/withdraw/", receipt.withdraw, name="square-withdraw"),
    path("place/", display.choose_place, name="square-place"),
    path("display/", display.display, name="square-display"),
    path("about/", pages.about, name="square-about"),
    path("privacy/", pages.privacy, name="square-privacy"),
    path("accessibility/", pages.accessibility, name="square-accessibility"),
    path("style/", style.show, name="square-style"),
]
