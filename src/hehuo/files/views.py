"""Fetching a file: through its subject's policy, never by address alone."""

from __future__ import annotations

from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponseBase, HttpResponseNotModified
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from hehuo.ground.errors import NotFound
from hehuo.ground.web import Request
from hehuo.journal.kinds import Visibility

from . import selectors


@require_safe
def show(request: Request, uuid: UUID, *, small: bool = False) -> HttpResponseBase:
    """The file, or its thumbnail; photos are shown, everything else is downloaded."""
    try:
        attachment = selectors.for_viewer(uuid, request.viewer)
    except NotFound:
        raise Http404 from None
    stored: FieldFile = attachment.thumbnail if small else attachment.file
    if not stored or not stored.storage.exists(str(stored.name)):
        raise Http404
    public = attachment.visibility == Visibility.PUBLIC and not request.user.is_authenticated
    etag = f'"{bytes(attachment.sha256).hex()[:32]}{"s" if small else ""}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = FileResponse(stored.open("rb"), content_type=attachment.content_type)
        shown = content_disposition_header(as_attachment=not attachment.is_photo, filename=attachment.name)
        response["Content-Disposition"] = shown or "attachment"
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
