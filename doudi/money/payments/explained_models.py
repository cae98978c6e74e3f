"""已说明：a line that came back and is not to be paid again — why, by which document, said by one, confirmed by another."""

from django.db import models
from django.db.models import F, Q

from doudi.money.payments.models import Line
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id


class Explanation(models.Model):
    """说明 of a failed line. Until another natural person has confirmed it the line stays failed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="explanations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    why = models.TextField("原因")
    document = models.TextField("依据材料")
    said_on = models.DateField("说明日期")
    said_by = models.UUIDField("说明人")
    said_by_name = models.TextField("说明人姓名")
    opinion = models.TextField("意见", blank=True)
    granted = models.BooleanField("同意", null=True)
    decided_on = models.DateField("决定日期", null=True)
    decided_by = models.UUIDField("决定人", null=True)
    decided_by_name = models.TextField("决定人姓名", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(said_by=F("decided_by")), name="explanation_two_people"),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_by__isnull=True, decided_on__isnull=True)
                | Q(granted__isnull=False, decided_by__isnull=False, decided_on__isnull=False),
                name="explanation_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(granted__isnull=True) | Q(granted=True), name="explanation_once"
            ),
        )

    def __str__(self) -> str:
        return self.why
