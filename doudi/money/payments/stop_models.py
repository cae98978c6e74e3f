"""停付：a fault found in money; nothing leaves the district until one person has explained it and another cleared it."""

from django.db import models
from django.db.models import F, Q

from doudi.money.payments.models import Run
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id


class PaymentStop(models.Model):
    """停付. One at a time by the same sentence; found again after it was cleared, it stops again, unless both who
    cleared it said that it cannot be put right and stays on file (`remains`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    told = models.TextField("不符之处")
    found_on = models.DateField("发现日期")
    found_at = models.DateTimeField("发现时间")
    finding = models.TextField("查明的情况", blank=True)
    explained_on = models.DateField("查明日期", null=True)
    explained_by = models.UUIDField("查明人", null=True)
    explained_by_name = models.TextField("查明人姓名", blank=True)
    remains = models.BooleanField("不符无法恢复，留档", default=False)
    opinion = models.TextField("解除意见", blank=True)
    cleared_on = models.DateField("解除日期", null=True)
    cleared_by = models.UUIDField("解除人", null=True)
    cleared_by_name = models.TextField("解除人姓名", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["area", "told"], condition=Q(cleared_on__isnull=True), name="paymentstop_told_once"
            ),
            models.CheckConstraint(condition=~Q(explained_by=F("cleared_by")), name="paymentstop_two_people"),
            models.CheckConstraint(
                condition=Q(cleared_on__isnull=True, cleared_by__isnull=True)
                | Q(cleared_on__isnull=False, cleared_by__isnull=False, explained_by__isnull=False),
                name="paymentstop_explained_before",
            ),
        )

    def __str__(self) -> str:
        return self.told
