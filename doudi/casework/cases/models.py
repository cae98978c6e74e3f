"""件：a case, who is in it, the events of its life, and what is due by them.

`area` is where the case lies now: the township that took it in, and from the hand-over the responsible one. Every
row that belongs to a case lies where the case lies. Events are only added; due dates are reckoned from them.
"""

from django.db import models
from django.db.models import F, Q

from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Household, Person


class Stage(models.TextChoices):
    """环节：where a case stands. A new stage comes with the action that reaches it."""

    SUBMITTED = "submitted", "已提交"
    CORRECTING = "correcting", "待补正"
    ACCEPTED = "accepted", "已受理"
    REVIEWING = "reviewing", "待联审"
    APPRAISING = "appraising", "民主评议中"
    PUBLICISED = "publicised", "公示中"
    REVIEWED = "reviewed", "联审通过"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "不予确认"
    GRANTED = "granted", "已办结·确认"
    DECLINED = "declined", "已办结·不予确认"
    WITHDRAWN = "withdrawn", "申请人撤回"
    LAPSED = "lapsed", "逾期未补正"
    DIED = "died", "申请人死亡终止"
    MOVED = "moved", "申请人迁出终止"
    UNCOOPERATIVE = "uncooperative", "拒绝核对终止"
    BROUGHT_OVER = "brought_over", "已办结·存量录入"
    CONTINUED = "continued", "已办结·承接"


DECIDED = (Stage.CONFIRMED, Stage.REFUSED)
SERVED = (Stage.GRANTED, Stage.DECLINED)
# The stages in which the clock of the confirmation runs.
ACCEPTED_ON = (Stage.ACCEPTED, Stage.REVIEWING, Stage.APPRAISING, Stage.PUBLICISED, Stage.REVIEWED)
BEFORE_PROPOSAL = (Stage.SUBMITTED, Stage.CORRECTING, Stage.ACCEPTED)
BEFORE_DECISION = (Stage.SUBMITTED, Stage.CORRECTING, *ACCEPTED_ON)
ENDS = frozenset(
    (
        *(*SERVED, Stage.WITHDRAWN, Stage.LAPSED, Stage.DIED, Stage.MOVED, Stage.UNCOOPERATIVE),
        *(Stage.BROUGHT_OVER, Stage.CONTINUED),
    )
)


class Channel(models.TextChoices):
    """申请方式：who brought the application."""

    SELF = "self", "本人申请"
    PROXY = "proxy", "委托申请"
    ASSISTED = "assisted", "村（社区）帮助申请"
    FOUND = "found", "主动发现"
    BROUGHT_OVER = "brought_over", "存量录入"
    CONTINUED = "continued", "承接原档案"


class Case(models.Model):
    """件：one application of one household for whatever social assistance it qualifies for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="承办地")
    received_at = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="受理地")
    responsible = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="责任乡镇（街道）")
    receipt_number = models.TextField("受理编号", unique=True)
    query_code = models.TextField("查询码", unique=True)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="申请人")
    applicant_name = models.TextField("申请人姓名", help_text="as it was on the day of application")
    channel = models.TextField("申请方式", choices=Channel)
    asked_for = models.TextField(
        "申请类别", blank=True, help_text="what the family asked for by name, if anything"
    )
    scheme = models.TextField("救助类别", blank=True, help_text="empty until a decision names it")
    proposed = models.TextField(
        "拟定类别", blank=True, help_text="the scheme of the latest proposal; its limits hold"
    )
    stage = models.TextField("环节", default=Stage.SUBMITTED)
    steps = models.IntegerField(
        "已走步数", default=0, help_text="forms carry it, so that a stale one is seen"
    )
    received_on = models.DateField("收件日期")
    handed_over_on = models.DateField("转交日期", null=True, blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=True) | Q(area=F("responsible")),
                name="case_lies_where_handed",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on__gte=F("received_on")), name="case_handed_after"
            ),
        )
        indexes = (
            models.Index(fields=["area", "stage", "received_on"], name="case_area_stage"),
            models.Index(fields=["household"], name="case_household"),
        )

    def __str__(self) -> str:
        return self.receipt_number

    @property
    def stage_title(self) -> str:
        return Stage(self.stage).label

    @property
    def ended(self) -> bool:
        return self.stage in ENDS


class CaseMember(models.Model):
    """件内成员：who applies. One person is in one open case at a time, in the whole database."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="members")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.TextField("姓名")
    short = models.TextField("事实中的短名")
    open = models.BooleanField("在办", default=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(open=True), name="casemember_one_open"),
            models.UniqueConstraint(fields=["case", "short"], name="casemember_short"),
            models.UniqueConstraint(fields=["case", "person"], name="casemember_once"),
        )

    def __str__(self) -> str:
        return self.name


class StageChange(models.Model):
    """环节变动：one step of a case. `on` is the day from which it counts, `at` the moment of the officer's act."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="changes")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    before = models.TextField("原环节", blank=True)
    after = models.TextField("现环节")
    title = models.TextField("事项")
    on = models.DateField("生效日期")
    until = models.DateField("本步定下的期限", null=True, blank=True)
    at = models.DateTimeField("办理时间")
    name = models.TextField("办理人")
    natural_person = models.UUIDField(null=True)
    why = models.TextField("事由", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="stagechange_in_order"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Mark(models.TextChoices):
    """节点：what has been begun or done on a case beside its stage; a leaf above leaves it (`stages.mark`)."""

    VERIFYING = "verifying", "已启动核对"
    VERIFIED = "verified", "核对已有结论"
    SURVEYING = "surveying", "已启动入户调查"
    SURVEYED = "surveyed", "入户调查已完成"
    TO_DISTRICT = "to_district", "已报区民政局"


class Milestone(models.Model):
    """节点记录：the day on which a case reached a mark. Reached again (a second survey), a later row stands beside."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="milestones")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    mark = models.TextField("节点", choices=Mark)
    on = models.DateField("日期")
    at = models.DateTimeField("办理时间")
    name = models.TextField("办理人")
    natural_person = models.UUIDField(null=True)
    objects = AreaRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["case", "mark"], name="milestone_of_case"),)

    def __str__(self) -> str:
        return f"{Mark(self.mark).label} {self.on}"


class Pause(models.Model):
    """中止计时：days that do not count, both ends included; open while `last` is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    first = models.DateField("自")
    last = models.DateField("止", null=True, blank=True)
    cause = models.TextField("事由")
    basis = models.TextField("依据")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(last__isnull=True), name="pause_one_open"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="pause_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.first}－{self.last or ''}"


class Clock(models.TextChoices):
    """期限：what has a last day."""

    CORRECT = "correct", "补正"
    HAND_OVER = "hand_over", "转交责任乡镇"
    VERIFY = "verify", "启动核对"
    INVESTIGATE = "investigate", "启动入户调查"
    CONFIRM = "confirm", "审核确认"
    DISTRICT_DECIDE = "district_decide", "区民政局提出确认意见"
    NOTICE = "notice", "送达告知书"


class DueDate(models.Model):
    """到期日：a projection of the events of a case, rewritten by each action that records one (`dues.rewrite`).

    `on` is empty while the clock is paused; `settled_on` is the day on which it was met or fell away.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="dues")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    clock = models.TextField("期限")
    counted_from = models.DateField("起算日")
    limit_days = models.IntegerField("工作日数", null=True)
    on = models.DateField("到期日", null=True)
    provisional = models.BooleanField("放假安排未公布，暂定", default=False)
    settled_on = models.DateField("办结日", null=True)
    basis = models.TextField("依据", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "clock"], name="duedate_once"),)
        indexes = (
            models.Index(fields=["area", "on"], condition=Q(settled_on__isnull=True), name="duedate_open"),
        )

    def __str__(self) -> str:
        return f"{Clock(self.clock).label} {self.on or '中止'}"


class ReceiptSeries(models.Model):
    """编号簿：the last receipt number given out in a district in a year. Numbers tell of nobody."""

    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["district", "year"], name="receiptseries_once"),)

    def __str__(self) -> str:
        return f"{self.year} {self.last}"
