"""A report that is being written: kept on the server between the four screens, so that "back" loses nothing.

The text lies in the visitor's session, photos (already redrawn, without metadata) in the file store, name and
telephone sealed. Everything goes when the report is sent; forgotten drafts are swept by :mod:`.tasks`.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from hehuo.files import services as files
from hehuo.ground.errors import Invalid
from hehuo.ground.secrets import open_sealed, seal

FOLDER = "drafts"
MOST_PHOTOS = 6
_SESSION = "report"
_SENT = "report_sent"


@dataclass
class Photo:
    """One photo of a draft: where it lies and where its camera said it was taken (lon, lat)."""

    name: str
    taken: tuple[float, float] | None = None


@dataclass
class Draft:
    """What was said so far. ``key`` makes sending it twice harmless; ``contact`` is sealed JSON in base64."""

    key: str = ""
    text: str = ""
    photos: list[Photo] = field(default_factory=list)
    community: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    category: str = ""
    kind: str = ""
    contact: str = ""

    @classmethod
    def of(cls, session: SessionBase) -> Draft:
        """The visitor's draft; a fresh one when there is none."""
        kept = session.get(_SESSION)
        if kept is None:
            return cls(key=uuid4().hex)
        photos = [Photo(each["name"], tuple(each["taken"]) if each["taken"] else None) for each in kept["photos"]]
        return cls(**{**kept, "photos": photos})

    def keep(self, session: SessionBase) -> None:
        """Write it down in the session."""
        session[_SESSION] = asdict(self)

    @property
    def position(self) -> tuple[float, float] | None:
        """Where it is (lon, lat): the point chosen, else where the first photo with a position was taken."""
        if self.lon is not None and self.lat is not None:
            return self.lon, self.lat
        return next((photo.taken for photo in self.photos if photo.taken), None)

    def add_photo(self, upload: ContentFile[bytes]) -> None:
        """Redraw and keep one photo. Raises Invalid for what is no photo, and for one too many."""
        if len(self.photos) >= MOST_PHOTOS:
            raise Invalid(_("%(most)s photos are enough; the others were not added.") % {"most": MOST_PHOTOS})
        ready = files.prepare(upload)
        if not ready.width:
            raise Invalid(_("Only photos can be added here (JPEG, PNG, WebP, HEIC)."))
        name = default_storage.save(f"{FOLDER}/{self.key}/{uuid4().hex}.jpg", ContentFile(ready.data))
        self.photos.append(Photo(name, ready.taken))

    def drop_photo(self, number: int) -> None:
        """Remove the photo at ``number``; nothing happens when it is gone already."""
        if 0 <= number < len(self.photos):
            default_storage.delete(self.photos.pop(number).name)

    def say_contact(self, contact: dict[str, object]) -> None:
        """Keep name and telephone sealed, for the way back from the last screen."""
        self.contact = base64.b64encode(seal(json.dumps(contact))).decode()

    def said_contact(self) -> dict[str, object]:
        """What :meth:`say_contact` kept."""
        return dict(json.loads(open_sealed(base64.b64decode(self.contact)))) if self.contact else {}

    def forget(self, session: SessionBase) -> None:
        """Throw it away with its photos."""
        for photo in self.photos:
            default_storage.delete(photo.name)
        session.pop(_SESSION, None)


@dataclass(frozen=True, slots=True)
class Sent:
    """The receipt of a report that was just sent, for the page after it."""

    key: str
    number: str
    secret: str
    token: str

    def keep(self, session: SessionBase) -> None:
        """Show it to this visitor until the session ends; the secret lies sealed."""
        session[_SENT] = base64.b64encode(seal(json.dumps(asdict(self)))).decode()

    @classmethod
    def of(cls, session: SessionBase) -> Sent | None:
        """The visitor's last receipt."""
        kept = session.get(_SENT)
        return cls(**json.loads(open_sealed(base64.b64decode(kept)))) if kept else None
