"""Where every page hangs: rooms offer ``desk`` and ``square`` lists, doors their own."""

from __future__ import annotations

from django.urls import include, path

from hehuo.actions import urls as actions
from hehuo.cases import urls as cases
from hehuo.charter import urls as charter
from hehuo.custody import urls as custody
from hehuo.deliberation import urls as deliberation
from hehuo.doors.api import urls as api
from hehuo.doors.desk import urls as desk
from hehuo.doors.hotline import urls as hotline
from hehuo.doors.square import urls as square
from hehuo.files import urls as files
from hehuo.journal import urls as journal
from hehuo.matters import urls as matters
from hehuo.parties import urls as parties
from hehuo.partnerships import urls as partnerships
from hehuo.places import urls as places
from hehuo.policies import urls as policies
from hehuo.watches import urls as watches
from hehuo.whistles import urls as whistles

rooms = (
    hotline, watches, custody, actions, whistles, partnerships, cases, charter, deliberation,
    matters, files, policies, parties, places, journal,
)  # fmt: skip

urlpatterns = [
    path("api/v1/", include(api.urlpatterns)),
    path("", include(square.urlpatterns)),
    path("desk/", include(desk.urlpatterns)),
    path("desk/", include(api.desk)),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *(path("desk/", include(room.desk)) for room in rooms),
    *(path("", include(room.square)) for room in rooms),
]

handler400 = "hehuo.config.errors.bad_request"
handler403 = "hehuo.config.errors.forbidden"
handler404 = "hehuo.config.errors.not_found"
handler500 = "hehuo.config.errors.broken"
