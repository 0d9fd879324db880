"""What the browser may load, and who counts as a stranger. Plain data for the settings."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})


def serves_others(hosts: list[str]) -> bool:
    """Whether a host name among ``hosts`` is more than this machine talking to itself."""
    return any(host not in LOOPBACK for host in hosts)


def content_policy(*, tiles: str) -> dict[str, object]:
    """The content security policy: our own files and the map's tiles, nothing inline (no ``unsafe-inline``)."""
    pictures = ["'self'", "data:", "blob:", *([_origin(tiles)] if tiles else [])]
    return {
        "DIRECTIVES": {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "img-src": pictures,
            "font-src": ["'self'"],
            "connect-src": ["'self'"],
            "manifest-src": ["'self'"],
            "form-action": ["'self'"],
            "frame-ancestors": ["'none'"],
            "base-uri": ["'none'"],
        }
    }


def _origin(url: str) -> str:
    parts = urlsplit(url.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"
