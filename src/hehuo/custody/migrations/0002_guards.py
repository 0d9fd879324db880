"""Numbers are never reused: rows of things are not deleted, their numbers not changed, and counters only count up."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE FUNCTION custody_keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a numbered thing is never deleted (%)', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.number, NEW.short, NEW.day, NEW.serial) IS DISTINCT FROM (OLD.number, OLD.short, OLD.day, OLD.serial) THEN
    RAISE EXCEPTION 'the number of a thing is never changed (%)', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.moved_at IS NOT NULL AND (NEW.basis, NEW.moved_at, NEW.consent_id, NEW.agreement_id, NEW.notice_id,
      NEW.proceeding_id) IS DISTINCT FROM (OLD.basis, OLD.moved_at, OLD.consent_id, OLD.agreement_id, OLD.notice_id,
      OLD.proceeding_id) THEN
    RAISE EXCEPTION 'on what ground a thing moved is never rewritten (%)', OLD.number
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER custody_keep_number BEFORE UPDATE OR DELETE ON custody_item
  FOR EACH ROW EXECUTE FUNCTION custody_keep_number();
CREATE FUNCTION custody_count_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.short, NEW.day) IS DISTINCT FROM (OLD.short, OLD.day) OR NEW.last <= OLD.last THEN
    RAISE EXCEPTION 'a counter of numbers only counts up' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER custody_count_up BEFORE UPDATE OR DELETE ON custody_itemcounter
  FOR EACH ROW EXECUTE FUNCTION custody_count_up();
"""
BACK = """
DROP TRIGGER custody_keep_number ON custody_item;
DROP FUNCTION custody_keep_number();
DROP TRIGGER custody_count_up ON custody_itemcounter;
DROP FUNCTION custody_count_up();
"""


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
