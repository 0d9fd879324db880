from __future__ import annotations

from django.db import models

from .case import Case


class Complainant(models.Model):
    """Who complained, apart from the case: read only through the policy, revealed only with a journal entry.

    The name is sealed; telephone and mail are ``parties.Contact`` rows, sealed as well.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="complainant")
    name = models.BinaryField(null=True)
    contact = models.ForeignKey("parties.Contact", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    hidden = models.BooleanField(default=False)
    may_be_called = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")
    dwelling = models.CharField(max_length=80, db_collation="C", blank=True)

    def __str__(self) -> str:
        return f"complainant of {self.case_id}"
