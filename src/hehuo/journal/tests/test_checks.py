"""No site runs where the journal can be emptied."""

from __future__ import annotations

import sys

from hehuo.journal import checks


def test_a_site_does_not_run_on_a_test_database(settings, monkeypatch):
    settings.DATABASES = {"default": {"NAME": "test_hehuo"}}
    assert checks.database_is_not_a_test(None) == []
    monkeypatch.delitem(sys.modules, "pytest")
    assert [found.id for found in checks.database_is_not_a_test(None)] == ["journal.E001"]
    settings.DATABASES = {"default": {"NAME": "hehuo"}}
    assert checks.database_is_not_a_test(None) == []
