"""Triggers: a decision is never changed or deleted (only withdrawn before it is in force), nor is a year's notice."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE FUNCTION policies_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
       AND to_jsonb(NEW) - 'withdrawn_at' = to_jsonb(OLD) - 'withdrawn_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'policies: decisions are never changed or deleted; decide anew' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER policies_rows_stay BEFORE UPDATE OR DELETE ON policies_policyrow
    FOR EACH ROW EXECUTE FUNCTION policies_rows_stay();
CREATE FUNCTION policies_years_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'policies: a notice is never changed or deleted; load it anew' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER policies_years_stay BEFORE UPDATE OR DELETE ON policies_calendaryear
    FOR EACH ROW EXECUTE FUNCTION policies_years_stay();
"""
BACKWARD = """
DROP TRIGGER policies_rows_stay ON policies_policyrow;
DROP FUNCTION policies_rows_stay();
DROP TRIGGER policies_years_stay ON policies_calendaryear;
DROP FUNCTION policies_years_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
