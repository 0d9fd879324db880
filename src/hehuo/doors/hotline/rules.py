"""The way of an uploaded file: looked through first, taken in when somebody says so. Pure."""

from __future__ import annotations

from datetime import timedelta

#: An uploaded file that nobody takes in is deleted after this long; it holds personal data.
KEPT = timedelta(days=7)
#: Left-out rows kept with the run; more than that and the map is wrong, not the rows.
MOST_REJECTED = 5000
