"""The journal is append-only, and the database says so (ADR "The journal")."""

from __future__ import annotations

from django.db import migrations

FORBID = """
CREATE FUNCTION journal_forbid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The flush between tests is the one TRUNCATE that passes. A test database is known by its name, which nothing but
  -- renaming the whole database can change; a system check refuses to serve from a database of such a name.
  IF TG_OP = 'TRUNCATE' AND starts_with(current_database(), 'test_') THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the journal is append-only: % on % is forbidden', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege', HINT = 'To erase what an entry says use journal.services.erase_payload.';
END
$$;
"""

FROZEN = ("entry", "seal", "leaf")
KEPT = ("entry", "payload", "head", "seal", "leaf", "undelivered", "failure")


TRUNCATE = """CREATE TRIGGER journal_{0}_no_truncate BEFORE TRUNCATE ON journal_{0}
FOR EACH STATEMENT EXECUTE FUNCTION journal_forbid();"""
FREEZE = """CREATE TRIGGER journal_{0}_frozen BEFORE UPDATE OR DELETE ON journal_{0}
FOR EACH ROW EXECUTE FUNCTION journal_forbid();"""
KEEP = """CREATE TRIGGER journal_{0}_no_delete BEFORE DELETE ON journal_{0}
FOR EACH ROW EXECUTE FUNCTION journal_forbid();"""
# A payload may only become erased, whole and for good; a head may only move on.
ERASE = """CREATE TRIGGER journal_payload_only_erased BEFORE UPDATE ON journal_payload FOR EACH ROW
WHEN (NEW.entry_id <> OLD.entry_id OR OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL
OR NEW.body IS NOT NULL OR octet_length(NEW.salt) > 0) EXECUTE FUNCTION journal_forbid();"""
FORWARD = """CREATE TRIGGER journal_head_only_forward BEFORE UPDATE ON journal_head FOR EACH ROW
WHEN (NEW.subject <> OLD.subject OR NEW.sequence <= OLD.sequence) EXECUTE FUNCTION journal_forbid();"""


def guards() -> str:
    return "\n".join(
        [
            FORBID,
            *(TRUNCATE.format(table) for table in KEPT),
            *(FREEZE.format(table) for table in FROZEN),
            *(KEEP.format(table) for table in ("payload", "head")),
            ERASE,
            FORWARD,
        ]
    )


def undo() -> str:
    return "DROP FUNCTION journal_forbid() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunSQL(guards(), undo())]
