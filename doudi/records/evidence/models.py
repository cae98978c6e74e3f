"""证据：one fact about a person, a household or a supporter, as somebody said it on a day.

Rows are only added. A later word does not replace an earlier one; it stands beside it, and the reading of a day
picks (`queries.picture`). A slip of the pen is taken back by a `Retraction` with its reason, and stays legible.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.vault.fields import SealedField

DECLARED, SEEN, REGISTER, CONCLUDED = "declared", "seen", "register", "concluded"
SOURCES = {DECLARED: "本人申报", SEEN: "入户所见", REGISTER: "部门数据", CONCLUDED: "核对结论"}


class Evidence(models.Model):
    """一条证据. `value` is what was said: a whole number, text, date, yes or no; null says "asked, and not known".
    What may not be read in the database (an illness) is in `sealed` instead.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    supporter = models.ForeignKey(Supporter, models.PROTECT, null=True, related_name="+")
    fact = models.TextField("事实")
    source = models.TextField("来源")
    said_by = models.TextField("谁说的")
    said_on = models.DateField("何日说的")
    holds_on = models.DateField("说的是何日的情形")
    value: Any = models.JSONField(null=True)
    sealed = SealedField(null=True)
    paper_sm3 = models.BinaryField("凭证", max_length=32, null=True)
    note = models.TextField("说明", blank=True)
    recorded_at = models.DateTimeField("录入时间")
    recorded_by = models.UUIDField("录入人", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, household__isnull=True, supporter__isnull=True)
                | Q(person__isnull=True, household__isnull=False, supporter__isnull=True)
                | Q(person__isnull=True, household__isnull=True, supporter__isnull=False),
                name="evidence_about_one",
            ),
            models.CheckConstraint(condition=Q(source__in=list(SOURCES)), name="evidence_known_source"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(sealed__isnull=True), name="evidence_one_value"
            ),
        )
        indexes = (
            models.Index(fields=["person", "fact", "holds_on"], name="evidence_person"),
            models.Index(fields=["household", "fact", "holds_on"], name="evidence_household"),
            models.Index(fields=["supporter", "fact", "holds_on"], name="evidence_supporter"),
        )

    def __str__(self) -> str:
        return f"{self.fact}（{SOURCES[self.source]} {self.said_on}）"


class Retraction(models.Model):
    """作废：a piece of evidence taken back, with the reason; readings known before this moment still use it."""

    evidence = models.OneToOneField(Evidence, models.PROTECT, primary_key=True, related_name="retraction")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    why = models.TextField("原因")
    at = models.DateTimeField()
    by = models.UUIDField("作废人", null=True)
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return self.why
