"""What the pages of a meeting share."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hehuo.deliberation.models import Meeting
from hehuo.ground.errors import Conflict, HehuoError, Invalid, Refused
from hehuo.ground.web import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


def act(request: Request, meeting: Meeting, deed: Callable[[], object], said: object, anchor: str = "") -> HttpResponse:
    """Do ``deed`` and lead back to the meeting, saying ``said``, or why it was refused."""
    try:
        deed()
    except (Conflict, Invalid, Refused) as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, str(said))
    back = redirect("meetings-meeting", meeting.pk)
    back["Location"] += anchor
    return back


def sentence(error: HehuoError) -> str:
    """The error's words with its source."""
    return f"{error}（{error.source}）" if error.source else str(error)
