from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import calling, holding, minutes, public

#: Mounted under ``/desk/``.
desk: list[URLPattern | URLResolver] = [
    path("meetings/", calling.mine, name="meetings-list"),
    path("meetings/new/", calling.new, name="meetings-new"),
    path("meetings/feed/renew/", calling.renew_feed, name="meetings-feed-renew"),
    path("meetings/<int:pk>/", calling.meeting, name="meetings-meeting"),
    path("meetings/<int:pk>/change/", calling.change, name="meetings-change"),
    path("meetings/<int:pk>/invite/", calling.invite, name="meetings-invite"),
    path("meetings/<int:pk>/cancel/", calling.cancel, name="meetings-cancel"),
    path("meetings/<int:pk>/answer/<int:invitation>/", calling.answer, name="meetings-answer"),
    path("meetings/<int:pk>/reveal/<int:invitation>/", calling.reveal, name="meetings-reveal"),
    path("meetings/<int:pk>/invitation.ics", calling.ical, name="meetings-ical"),
    path("meetings/<int:pk>/open/", holding.open_meeting, name="meetings-open"),
    path("meetings/<int:pk>/attendance/", holding.attendance, name="meetings-attendance"),
    path("meetings/<int:pk>/close/", holding.close, name="meetings-close"),
    path("meetings/<int:pk>/propose/", holding.propose, name="meetings-propose"),
    path("meetings/decisions/<int:pk>/voice/", holding.voice, name="meetings-voice"),
    path("meetings/decisions/<int:pk>/hands/", holding.hands, name="meetings-hands"),
    path("meetings/decisions/<int:pk>/settle/", holding.settle, name="meetings-settle"),
    path("meetings/<int:pk>/minutes/", minutes.write, name="meetings-minutes"),
    path("meetings/<int:pk>/minutes/settle/", minutes.settle, name="meetings-minutes-settle"),
    path("meetings/<int:pk>/minutes/agree/<int:invitation>/", minutes.agree, name="meetings-agree"),
    path("meetings/<int:pk>/minutes.pdf", minutes.printed, name="meetings-paper"),
    path("meetings/<int:pk>/publish/", minutes.publish, name="meetings-publish"),
    path("meetings/<int:pk>/withdraw/", minutes.withdraw, name="meetings-withdraw"),
]
#: Mounted at the root, for the public.
square: list[URLPattern | URLResolver] = [
    path("meetings/<int:pk>/", public.read, name="meetings-public"),
    path("meetings/feed/<str:token>.ics", public.feed, name="meetings-feed"),
]
