"""The cache that all processes share."""

from __future__ import annotations

import time

from django.core.cache.backends.db import DatabaseCache
from django.db import router, transaction


class SharedCache(DatabaseCache):
    """Django's database cache with an honest counter.

    Django's own reads, adds and writes in three steps and starts the expiry anew, so that a burst from one address
    slips through a limit and a slow drip never reaches one.
    """

    _table: str

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add ``delta`` to the number under ``key``, keeping its expiry. Raises ValueError when there is none."""
        alias = router.db_for_write(self.cache_model_class)
        with transaction.atomic(using=alias):
            connection = transaction.get_connection(alias)
            table = connection.ops.quote_name(self._table)
            with connection.cursor() as cursor:
                lock = f"SELECT expires FROM {table} WHERE cache_key = %s FOR UPDATE"  # noqa: S608 - the table is ours
                cursor.execute(lock, [self.make_and_validate_key(key, version=version)])
                row = cursor.fetchone()
            value = self.get(key, version=version)
            if row is None or value is None:
                raise ValueError(f"Key {key!r} not found")
            self.set(key, value + delta, timeout=max(1, int(row[0].timestamp() - time.time())), version=version)
        return int(value) + delta
