"""复核：one re-check of an award, when it was due, what was found, and the next one."""

from django.db import models
from django.db.models import F, Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id


class Outcome(models.TextChoices):
    """复核的结果."""

    UNCHANGED = "unchanged", "无变化，继续享受"
    CHANGED = "changed", "有变化，另行办理"


class Review(models.Model):
    """一次复核. Only added; what a changed family is then given is a change of the award."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="reviews")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    due_on = models.DateField("应复核日期")
    on = models.DateField("复核日期")
    outcome = models.TextField("结果", choices=Outcome)
    found = models.TextField("复核情况")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    next_review = models.DateField("下次复核")
    at = models.DateTimeField("办理时间")
    name = models.TextField("复核人")
    natural_person = models.UUIDField(null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="review_outcome_known"),
            models.CheckConstraint(condition=Q(next_review__gte=F("on")), name="review_next_after"),
        )
        indexes = (models.Index(fields=["award", "-on"], name="review_of_award"),)

    def __str__(self) -> str:
        return f"复核 {self.on}"
