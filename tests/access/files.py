"""A file is fetched by those who may see it; here one of a subject that only Shuguang's worker may look into."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from hehuo.files import policy, services
from hehuo.files.models import Attachment
from hehuo.ground.access import SYSTEM, Viewer
from hehuo.journal.kinds import Visibility
from tests.access import LEADER, WORKER, Row, only


def _may_see(viewer: Viewer, _number: int, attachment: Attachment) -> bool:
    public = attachment.visibility == Visibility.PUBLIC
    return public or viewer.has(WORKER, LEADER, place="110108025014")


def _file(visibility: Visibility) -> Any:
    def given(_world: Any, _cast: Any) -> dict[str, Any]:
        policy.register("access", _may_see)
        out = BytesIO()
        Image.new("RGB", (30, 20)).save(out, "JPEG")
        upload = ContentFile(out.getvalue(), name="a.jpg")
        row = services.attach(by=SYSTEM, subject="access:1", upload=upload, visibility=visibility)
        return {"uuid": row.uuid}

    return given


_PRIVATE = {"own": only(WORKER, LEADER), "anonymous": 404}
_PUBLIC = {"own": 200, "neighbour": 200, "foreign": 200, "outsider": 200, "anonymous": 200}

TABLE = {
    name: [
        Row(kwargs=_file(Visibility.INTERNAL), **_PRIVATE),
        Row(kwargs=_file(Visibility.PUBLIC), **_PUBLIC),
    ]
    for name in ("files-show", "files-thumbnail")
}
