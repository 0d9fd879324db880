"""Pictures for the story: a drawn corridor with things in it, and a drawn signature. No photograph of a real place."""

from __future__ import annotations

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

_WALL, _FLOOR, _DOOR, _LINE = "#ece6dc", "#b9ad9b", "#8a6f55", "#6d6357"
_THINGS = ("#b5824f", "#c89b63", "#8f6b43", "#4f7a52", "#a04c3a", "#5b6c86")


def corridor(name: str, things: int, seed: int = 1) -> SimpleUploadedFile:
    """A hallway up to the lift with so many ``things`` along its walls, as an upload called ``name``."""
    dice = random.Random(f"{name}{seed}")  # noqa: S311 (a drawing, not a secret)
    picture = Image.new("RGB", (1200, 900), _WALL)
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 900), (1200, 900), (760, 480), (440, 480)], fill=_FLOOR)
    pen.rectangle([470, 250, 730, 480], fill="#9aa3a8", outline=_LINE, width=6)
    pen.line([600, 250, 600, 480], fill=_LINE, width=5)
    for left, right in (((60, 300), (190, 800)), ((1010, 300), (1140, 800))):
        pen.rectangle([*left, *right], fill=_DOOR, outline=_LINE, width=6)
    for number in range(things):
        near = (number + 1) / (things + 1)
        side = -1 if number % 2 else 1
        size = 40 + 110 * near
        x = 600 + side * (120 + 300 * near) + dice.uniform(-20, 20)
        y = 500 + 330 * near
        colour = dice.choice(_THINGS)
        pen.rectangle([x - size / 2, y - size, x + size / 2, y], fill=colour, outline=_LINE, width=3)
        pen.line([x - size / 2, y - size * 0.6, x + size / 2, y - size * 0.6], fill=_LINE, width=2)
    return _upload(picture, f"{name}.jpg", "JPEG")


def signature(seed: int = 1) -> SimpleUploadedFile:
    """A line as a hand draws it."""
    dice = random.Random(seed)  # noqa: S311 (a drawing, not a secret)
    picture = Image.new("RGB", (640, 240), "white")
    points = [(60 + step * 26, 120 + dice.uniform(-55, 55)) for step in range(20)]
    ImageDraw.Draw(picture).line(points, fill="#1b1f2a", width=5, joint="curve")
    return _upload(picture, "signature.png", "PNG")


def _upload(picture: Image.Image, name: str, sort: str) -> SimpleUploadedFile:
    data = io.BytesIO()
    picture.save(data, sort, quality=80)
    return SimpleUploadedFile(name, data.getvalue(), f"image/{sort.lower()}")
