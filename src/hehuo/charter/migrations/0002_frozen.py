"""Only a draft's text can change: what people comment on, decide or live by stands still, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION charter_clause_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN which := OLD.version_id; ELSE which := NEW.version_id; END IF;
  IF EXISTS (SELECT 1 FROM charter_version WHERE id = which AND status <> 'draft') THEN
    RAISE EXCEPTION 'the text of charter version % is no draft', which USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER charter_clause_frozen BEFORE INSERT OR UPDATE OR DELETE ON charter_clause
  FOR EACH ROW EXECUTE FUNCTION charter_clause_frozen();

CREATE FUNCTION charter_duty_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE which bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN which := OLD.clause_id; ELSE which := NEW.clause_id; END IF;
  IF EXISTS (SELECT 1 FROM charter_version v JOIN charter_clause c ON c.version_id = v.id
             WHERE c.id = which AND v.status <> 'draft') THEN
    RAISE EXCEPTION 'the duties of charter clause % are no draft', which USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER charter_duty_frozen BEFORE INSERT OR UPDATE OR DELETE ON charter_duty
  FOR EACH ROW EXECUTE FUNCTION charter_duty_frozen();
"""

BACKWARD = """
DROP TRIGGER charter_duty_frozen ON charter_duty;
DROP FUNCTION charter_duty_frozen();
DROP TRIGGER charter_clause_frozen ON charter_clause;
DROP FUNCTION charter_clause_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("charter", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
