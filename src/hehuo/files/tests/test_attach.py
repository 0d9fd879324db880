"""Keeping and fetching files."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from hehuo.files import policy, selectors, services
from hehuo.files.models import Attachment
from hehuo.ground.access import ANONYMOUS, SYSTEM, Role, Viewer
from hehuo.ground.errors import NotFound, Refused
from hehuo.journal.kinds import Visibility
from hehuo.journal.models import Entry
from hehuo.policies import services as policies

pytestmark = pytest.mark.django_db
SUBJECT = "thing:7"


def photo(shade: int = 100, name: str = "照片.jpg") -> ContentFile[bytes]:
    out = BytesIO()
    Image.new("RGB", (60, 40), (shade, 0, 0)).save(out, "JPEG")
    return ContentFile(out.getvalue(), name=name)


@pytest.fixture(autouse=True)
def thing() -> Iterator[None]:
    """Subjects ``thing:<id>``: staff see all their files, everybody the public ones."""

    def may_see(viewer: Viewer, number: int, attachment: Attachment) -> bool:
        assert number == 7
        return attachment.visibility == Visibility.PUBLIC or viewer.has(Role.WORKER, place="110108025014")

    policy.register("thing", may_see)
    yield
    policy._RULES.pop("thing")


def attach(**more: Any) -> Attachment:
    given = {"by": SYSTEM, "subject": SUBJECT, "upload": photo(), "place": "110108025014", **more}
    row: Attachment = services.attach(**given)
    return row


def test_kept_once_with_its_entry() -> None:
    row = attach(captured=(116.27, 39.96))
    assert attach() == row
    assert (row.taken_lon, row.taken_lat) == (116.27, 39.96)
    assert row.thumbnail
    entry = Entry.objects.get(subject=f"file:{row.pk}")
    assert entry.name == "file.attached"
    assert SUBJECT in entry.threads
    assert default_storage.size(row.file.name) == row.size
    assert "照片" not in row.file.name


def test_a_file_is_prepared_before_the_transaction() -> None:
    ready = services.prepare(photo())
    assert attach(upload=ready).sha256


def test_no_more_than_the_policy_says() -> None:
    policies.decide(by=SYSTEM, key="files.per_subject", place="", value=2, reason="x")
    attach(upload=photo(1))
    attach(upload=photo(2))
    with pytest.raises(Refused, match="2 files already"):
        attach(upload=photo(3))
    assert attach(upload=photo(2))
    assert attach(upload=photo(3), subject="thing:8")


def test_nothing_stays_behind_when_the_row_cannot_be_written(media: Path) -> None:
    from django.db.utils import DataError

    with pytest.raises(DataError), transaction.atomic():
        attach(subject="thing:" + "7" * 60)
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_lists_show_what_the_viewer_may_see(cast: Any) -> None:
    row = attach()
    assert selectors.of(SUBJECT, cast.worker.viewer) == [row]
    assert selectors.of(SUBJECT, cast.neighbour_worker.viewer) == []
    assert selectors.of(SUBJECT, ANONYMOUS) == []
    services.show(by=cast.worker.viewer, attachment=row, visibility=Visibility.PUBLIC)
    services.show(by=cast.worker.viewer, attachment=row, visibility=Visibility.PUBLIC)
    assert [one.pk for one in selectors.of(SUBJECT, ANONYMOUS)] == [row.pk]
    assert Entry.objects.filter(subject=f"file:{row.pk}", name="file.shown").count() == 1
    with pytest.raises(NotFound):
        services.show(by=ANONYMOUS, attachment=attach(upload=photo(9)), visibility=Visibility.PUBLIC)


def test_a_room_that_has_not_spoken_shows_nothing() -> None:
    row = attach(subject="nobody:1")
    worker = Viewer(1)
    assert selectors.of("nobody:1", worker) == []
    assert not policy.may_see(worker, Attachment(subject="thing:x"))
    with pytest.raises(NotFound):
        selectors.for_viewer(row.uuid, worker)


def test_fetching_asks_the_policy(cast: Any, sign_in: Any) -> None:
    row = attach(upload=photo(name="楼道.jpg"))
    url = reverse("files-show", args=[row.uuid])
    assert Client().get(url).status_code == 404
    assert sign_in(cast.neighbour_worker).get(url).status_code == 404
    answer = sign_in(cast.worker).get(url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    small = sign_in(cast.worker).get(reverse("files-thumbnail", args=[row.uuid]))
    assert small.status_code == 200
    again = sign_in(cast.worker).get(url, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert sign_in(cast.worker).post(url).status_code == 405


def test_public_files_are_cached_and_documents_downloaded() -> None:
    content = ContentFile(b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n", name="a.html")
    row = attach(upload=content, visibility=Visibility.PUBLIC)
    answer = Client().get(reverse("files-show", args=[row.uuid]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert answer["Cache-Control"] == "public, max-age=300"
    assert Client().get(reverse("files-thumbnail", args=[row.uuid])).status_code == 404


def test_a_file_that_is_gone_is_not_found() -> None:
    row = attach(visibility=Visibility.PUBLIC)
    default_storage.delete(row.file.name)
    assert Client().get(reverse("files-show", args=[row.uuid])).status_code == 404
