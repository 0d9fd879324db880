"""Pages of the tables; each form hangs below the room page of ``doors/desk`` and leads back there."""
