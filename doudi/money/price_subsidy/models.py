"""价格指数与补贴：one index a district and month, entered by one person and confirmed by another; whom it paid, once each."""

from django.db import models
from django.db.models import F, Q

from doudi.casework.awards.models import Award
from doudi.money.payments.models import Line, Run
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Person


class IndexStage(models.TextChoices):
    """环节：entered, confirmed by another person, or dropped because it was wrong."""

    ENTERED = "entered", "待复核"
    CONFIRMED = "confirmed", "已复核"
    DROPPED = "dropped", "已撤回"


class PriceIndex(models.Model):
    """月度价格指数：the year-on-year rise of consumer and of food prices as it was released; and what follows from it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    month = models.DateField("指数月份")
    cpi_percent = models.DecimalField("居民消费价格同比涨幅（%）", max_digits=6, decimal_places=2)
    food_percent = models.DecimalField("食品价格同比涨幅（%）", max_digits=6, decimal_places=2)
    released_on = models.DateField("发布之日")
    source = models.TextField("来源")
    stage = models.TextField("环节", choices=IndexStage, default=IndexStage.ENTERED)
    steps = models.IntegerField("已走步数", default=1)
    entered_on = models.DateField("录入日期")
    entered_by = models.UUIDField("录入人")
    entered_by_name = models.TextField("录入人姓名")
    confirmed_on = models.DateField("复核日期", null=True)
    confirmed_by = models.UUIDField("复核人", null=True)
    confirmed_by_name = models.TextField("复核人姓名", blank=True)
    dropped_because = models.TextField("撤回原因", blank=True)
    triggered = models.BooleanField("启动", null=True)
    because = models.TextField("启动或不启动的说明", blank=True)
    basis = models.TextField("依据", blank=True)
    pay_by = models.DateField("最迟发放之日", null=True)
    provisional = models.BooleanField("期限未定", default=False)
    rural_fen = models.BigIntegerField("农村每人（分）", default=0)
    urban_fen = models.BigIntegerField("城市每人（分）", default=0)
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(month__day=1), name="priceindex_of_a_month"),
            models.UniqueConstraint(
                fields=["area", "month"], condition=~Q(stage="dropped"), name="priceindex_once_a_month"
            ),
            models.CheckConstraint(condition=~Q(entered_by=F("confirmed_by")), name="priceindex_two_people"),
            models.CheckConstraint(
                condition=~Q(stage="confirmed")
                | Q(confirmed_by__isnull=False, confirmed_on__isnull=False, triggered__isnull=False),
                name="priceindex_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(triggered=True) | Q(pay_by__isnull=False), name="priceindex_pays_by_a_day"
            ),
            models.CheckConstraint(
                condition=Q(stage="dropped") ^ Q(dropped_because=""), name="priceindex_dropped_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def stage_title(self) -> str:
        return IndexStage(self.stage).label


class Recipient(models.Model):
    """一人一份：a person counted for an index, by the award that comes first, on the line that pays it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    index = models.ForeignKey(PriceIndex, models.PROTECT, related_name="recipients")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.TextField("姓名")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    group = models.TextField("对象类别")
    urban = models.BooleanField("适用城镇标准")
    amount_fen = models.BigIntegerField("金额（分）")
    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    void = models.BooleanField("批次已作废", default=False)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["index", "person"], condition=Q(void=False), name="recipient_once"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="recipient_of_something"),
        )

    def __str__(self) -> str:
        return self.name
