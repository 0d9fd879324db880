from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

TEXT = "楼道灯不亮三天了，晚上看不见台阶。"


@pytest.fixture
def photo():
    """A small JPEG as a browser sends it."""

    def made(name="灯.jpg", size=(64, 48)):
        stored = io.BytesIO()
        Image.new("RGB", size, (200, 120, 40)).save(stored, "JPEG")
        return SimpleUploadedFile(name, stored.getvalue(), "image/jpeg")

    return made


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.REPORT_RATE = settings.LOOKUP_RATE = "off"


@pytest.fixture
def up_to_send(client, world):
    """The client after the first three screens."""
    client.post(reverse("square-report"), {"text": TEXT})
    client.post(reverse("square-report-where"), {"community": world.shanghe, "address": "1号楼", "pick": world.shanghe})
    client.post(reverse("square-report-kind"), {"kind": "help"})
    return client
