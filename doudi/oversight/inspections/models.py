"""区级抽查：what was drawn for a township's month and how, what the district found, and how it was set right."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.casework.awards.models import Scheme
from doudi.casework.cases.models import Case
from doudi.casework.confirmation.models import DECIDING, Decision
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.vault.fields import SealedField


class Sampling(models.Model):
    """一次抽样：everything needed to draw the same list again — who could be drawn, the rates and the seed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    month = models.DateField("确认月份")
    seed = models.TextField("种子")
    others = ArrayField(models.UUIDField(), verbose_name="随机抽的范围（低保等）")
    tekun = ArrayField(models.UUIDField(), verbose_name="随机抽的范围（特困）")
    near_relatives = ArrayField(models.UUIDField(), verbose_name="近亲属备案，全部检查")
    random_share = models.TextField("随机比例", help_text="empty where the place names none")
    tekun_share = models.TextField("特困比例")
    basis = models.TextField("依据")
    on = models.DateField("抽样日期")
    at = models.DateTimeField("抽样时间")
    name = models.TextField("抽样人")
    natural_person = models.UUIDField("抽样人（自然人）", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "month"], name="sampling_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="sampling_of_a_month"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 抽样"


class Reason(models.TextChoices):
    """抽中的原因."""

    RANDOM = "random", "随机抽查"
    NEAR_RELATIVE = "near_relative", "近亲属备案"


class Way(models.TextChoices):
    """检查方式."""

    FILE = "file", "查阅档案"
    HOME = "home", "入户检查"


class Inspection(models.Model):
    """抽查件：one confirmed case; what the township decided and what the district holds to be right.

    A near relative's case is looked at in the home (57号 第二十条). Whoever had a part in it does not check it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sampling = models.ForeignKey(Sampling, models.PROTECT, related_name="inspections")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    reason = models.TextField("抽中的原因", choices=Reason)
    way = models.TextField("检查方式", choices=Way, blank=True)
    checked_on = models.DateField("检查日期", null=True, blank=True)
    checked_at = models.DateTimeField("登记时间", null=True, blank=True)
    checked_name = models.TextField("检查人", blank=True)
    checked_by = models.UUIDField("检查人（自然人）", null=True, blank=True)
    outcome = models.TextField(
        "区级判断", choices=[(each.value, each.label) for each in DECIDING], blank=True
    )
    scheme = models.TextField("区级判断的类别", choices=Scheme, blank=True)
    monthly_fen = models.BigIntegerField("区级判断的月金额（分）", null=True, blank=True)
    told = SealedField("检查情况", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["decision"], name="inspection_once"),
            models.CheckConstraint(condition=Q(reason__in=Reason), name="inspection_reason_known"),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, way="", outcome="", checked_by__isnull=True)
                | (Q(checked_on__isnull=False, checked_by__isnull=False) & ~Q(way="") & ~Q(outcome="")),
                name="inspection_checked_whole",
            ),
            models.CheckConstraint(
                condition=~Q(reason="near_relative", way="file"), name="inspection_near_relative_at_home"
            ),
            models.CheckConstraint(condition=Q(monthly_fen__gte=0), name="inspection_not_negative"),
        )
        indexes = (models.Index(fields=["area", "checked_on"], name="inspection_area"),)

    def __str__(self) -> str:
        return f"抽查 {Reason(self.reason).label}"

    @property
    def checked(self) -> bool:
        return self.checked_on is not None

    @property
    def off_by_fen(self) -> int:
        """What the township pays a month above (or below) what the district holds to be right."""
        if not self.checked:
            return 0
        return (self.decision.monthly_fen or 0) - (self.monthly_fen or 0)

    @property
    def differs(self) -> bool:
        """Does the district come to another outcome, scheme or amount?"""
        held = (self.decision.outcome, self.decision.scheme, self.decision.monthly_fen or 0)
        return self.checked and held != (self.outcome, self.scheme, self.monthly_fen or 0)


class FindingKind(models.TextChoices):
    """问题类别."""

    NOT_ELIGIBLE = "not_eligible", "不符合条件"
    AMOUNT = "amount", "金额有误"
    SCHEME = "scheme", "类别有误"
    PROCEDURE = "procedure", "程序不规范"
    PAPERS = "papers", "材料不全"
    NEAR_RELATIVE = "near_relative", "近亲属未备案或未回避"


class Finding(models.Model):
    """问题与整改：what is to be set right by when; done by the township, accepted by the district."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    kind = models.TextField("问题类别", choices=FindingKind)
    what = SealedField("问题")
    due_on = models.DateField("整改期限")
    rectified_on = models.DateField("整改日期", null=True, blank=True)
    rectified_told = SealedField("整改情况", null=True)
    rectified_name = models.TextField("整改登记人", blank=True)
    rectified_by = models.UUIDField("整改登记人（自然人）", null=True, blank=True)
    accepted_on = models.DateField("验收日期", null=True, blank=True)
    accepted_name = models.TextField("验收人", blank=True)
    accepted_by = models.UUIDField("验收人（自然人）", null=True, blank=True)
    sent_back = models.IntegerField("退回次数", default=0)
    sent_back_because = models.TextField("退回原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_in_order"),
            models.CheckConstraint(condition=Q(kind__in=FindingKind), name="finding_kind_known"),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(rectified_on__isnull=False),
                name="finding_set_right_before_accepted",
            ),
            models.CheckConstraint(condition=~Q(rectified_by=F("accepted_by")), name="finding_two_people"),
        )
        indexes = (
            models.Index(
                fields=["area", "due_on"], condition=Q(accepted_on__isnull=True), name="finding_open"
            ),
        )

    def __str__(self) -> str:
        return f"问题 {self.number}"
