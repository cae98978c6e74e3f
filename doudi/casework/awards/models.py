"""待遇：an award, whom it covers in which months, and its terms month by month.

Months are written as their first day; `until` is the first month no longer in force. A person holds no two awards that
exclude each other in one month: an exclusion constraint of the database, past both walls (`holds`).
"""

from django.db import models
from django.db.models import F, Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.models import Case
from doudi.casework.confirmation.models import Decision
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Household, Person
from doudi.records.vault.fields import SealedField


class Scheme(models.TextChoices):
    """救助类别：what a household or a person holds."""

    TEKUN = "tekun", "特困人员救助供养"
    DIBAO = "dibao", "最低生活保障"
    SINGLE_PERSON = "single_person", "最低生活保障（单人保）"
    MARGIN = "margin", "最低生活保障边缘家庭"
    RIGID_EXPENDITURE = "rigid_expenditure", "刚性支出困难家庭"


PAID = (Scheme.TEKUN, Scheme.DIBAO, Scheme.SINGLE_PERSON)


class ReviewClass(models.TextChoices):
    """复核类别：by who in the household could work (民发〔2021〕57号 第三十一条)."""

    A = "A", "A类"
    B = "B", "B类"
    C = "C", "C类"


class Mode(models.TextChoices):
    """供养方式 of 特困."""

    DISPERSED = "dispersed", "分散供养"
    INSTITUTION = "institution", "集中供养"


class Award(models.Model):
    """待遇：one scheme of one household from a month on, by a decision; ended by another event with reason and clause.

    An award whose decision was taken back before service is annulled: it never was in force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="awards")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="awards")
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="continued_by")
    scheme = models.TextField("救助类别", choices=Scheme)
    mode = models.TextField("供养方式", choices=Mode, blank=True)
    head = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="名册户主")
    head_name = models.TextField("名册户主姓名")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="领款人")
    review_class = models.TextField("复核类别", choices=ReviewClass)
    next_review = models.DateField("下次复核")
    first_month = models.DateField("起始月")
    until_month = models.DateField("停止月", null=True, blank=True)
    end_reason = models.TextField("停止原因", blank=True)
    end_clause = models.TextField("停止依据", blank=True)
    end_why = models.TextField("停止说明", blank=True)
    annulled_at = models.DateTimeField("撤销时间", null=True, blank=True)
    annulled_because = models.TextField("撤销原因", blank=True)
    prepared_by = models.UUIDField("裁量人（自然人）", null=True)
    opened_by = models.UUIDField("确认人（自然人）", null=True)
    opened_at = models.DateTimeField("确认时间")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(first_month__day=1), name="award_from_a_month"),
            models.CheckConstraint(
                condition=Q(until_month__isnull=True)
                | Q(until_month__day=1, until_month__gte=F("first_month")),
                name="award_until_a_month",
            ),
            models.CheckConstraint(
                condition=Q(until_month__isnull=True, end_reason="", end_clause="")
                | (Q(until_month__isnull=False) & ~Q(end_reason="") & ~Q(end_clause="")),
                name="award_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(annulled_at__isnull=True, annulled_because="")
                | (Q(annulled_at__isnull=False) & ~Q(annulled_because="")),
                name="award_annulled_why",
            ),
            models.CheckConstraint(condition=~Q(prepared_by=F("opened_by")), name="award_two_people"),
            models.CheckConstraint(condition=Q(scheme__in=Scheme), name="award_scheme_known"),
            models.CheckConstraint(condition=Q(review_class__in=ReviewClass), name="award_class_known"),
            models.CheckConstraint(condition=Q(scheme="tekun") ^ Q(mode=""), name="award_mode_of_tekun"),
        )
        indexes = (
            models.Index(fields=["area", "scheme", "first_month"], name="award_area_scheme"),
            models.Index(fields=["household"], name="award_household"),
            models.Index(
                fields=["next_review"],
                condition=Q(until_month__isnull=True, annulled_at__isnull=True),
                name="award_review",
            ),
        )

    def __str__(self) -> str:
        return f"{self.head_name} {self.scheme_title}"

    @property
    def scheme_title(self) -> str:
        return Scheme(self.scheme).label

    @property
    def annulled(self) -> bool:
        return self.annulled_at is not None


class AwardPerson(models.Model):
    """保障对象：one person of an award in the months from `since` until before `until`.

    `living` and `status` say what the person holds by it: money to live on, the standing of the family, or both. What
    one holds twice in a month excludes itself (`policy/values/china/exclusion.toml`); 单人保 beside the family's
    边缘 status is the one pair allowed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="persons")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.TextField("姓名")
    since = models.DateField("自（月）")
    until = models.DateField("止（月）", null=True, blank=True)
    living = models.BooleanField("占生活救助")
    status = models.BooleanField("占家庭身份")
    void = models.BooleanField("已撤销", default=False)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(since__day=1) & (Q(until__isnull=True) | Q(until__day=1, until__gte=F("since"))),
                name="awardperson_whole_months",
            ),
            models.CheckConstraint(condition=Q(living=True) | Q(status=True), name="awardperson_something"),
            models.UniqueConstraint(fields=["award", "person", "since"], name="awardperson_once_a_month"),
        )
        indexes = (models.Index(fields=["person"], name="awardperson_person"),)

    def __str__(self) -> str:
        return self.name


class TermsReason(models.TextChoices):
    """金额的由来：why these terms hold from their month on."""

    OPENED = "opened", "首次确认"
    STANDARD = "standard", "标准调整"
    REVIEW = "review", "定期复核"
    CHANGE = "change", "家庭情况变化"
    GRACE = "grace", "渐退期"
    GRACE_OVER = "grace_over", "渐退期取消"
    REDUCED = "reduced", "减发"
    SUSPENDED = "suspended", "暂停发放"
    RESUMED = "resumed", "恢复发放"
    CORRECTED = "corrected", "更正"
    BROUGHT_OVER = "brought_over", "存量录入"
    CONTINUED = "continued", "承接原待遇"


class AwardTerms(models.Model):
    """待遇条款：the amount of an award from a month on, its parts, and everything needed to reckon it again.

    Only added. For a month the terms with the latest `from_month` not after it hold, the last written among equals.
    The income is that of the assessment, kept as an exact fraction of fen; `care_fen` is paid while the agreement
    that the place calls for is in force.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="terms")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    from_month = models.DateField("自（月）")
    reason = models.TextField("由来", choices=TermsReason)
    why = models.TextField("说明", blank=True)
    clause = models.TextField("依据")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    persons = models.IntegerField("保障人数")
    urban = models.BooleanField("适用城镇标准")
    standard_fen = models.BigIntegerField("标准（每人每月，分）")
    income_parts = models.BigIntegerField("家庭月可支配收入（分子）")
    income_per_fen = models.BigIntegerField("家庭月可支配收入（每分的份数）", default=1)
    base_fen = models.BigIntegerField("基本部分（分）")
    supplement_fen = models.BigIntegerField("分类施保（分）", default=0)
    care_fen = models.BigIntegerField("照料护理费（分）", default=0)
    care_needs_agreement = models.BooleanField("照料护理费须有协议", default=False)
    monthly_fen = models.BigIntegerField("月金额（分）")
    figures_on = models.DateField("所用数值之日")
    known_on = models.DateField("只用此日以前印发的数值")
    place = models.TextField("数值地")
    values_version = models.TextField("数值版本")
    at = models.DateTimeField("办理时间")
    name = models.TextField("办理人")
    natural_person = models.UUIDField(null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["award", "number"], name="awardterms_in_order"),
            models.CheckConstraint(condition=Q(from_month__day=1), name="awardterms_from_a_month"),
            models.CheckConstraint(
                condition=Q(monthly_fen=F("base_fen") + F("supplement_fen") + F("care_fen")),
                name="awardterms_parts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(base_fen__gte=0, supplement_fen__gte=0, care_fen__gte=0, income_parts__gte=0),
                name="awardterms_not_negative",
            ),
            models.CheckConstraint(condition=Q(income_per_fen__gte=1), name="awardterms_income_fraction"),
            models.CheckConstraint(condition=Q(reason__in=TermsReason), name="awardterms_reason_known"),
        )
        indexes = (models.Index(fields=["award", "-from_month", "-number"], name="awardterms_of_month"),)

    def __str__(self) -> str:
        return f"{self.from_month:%Y-%m} 起 {self.reason_title}"

    @property
    def reason_title(self) -> str:
        return TermsReason(self.reason).label


class AwardCorrection(models.Model):
    """更正笔误：one field of an award set right, with what stood there and why; amounts are never corrected here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="corrections")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    field = models.TextField("栏目")
    before = models.TextField("原来")
    after = models.TextField("更正为")
    why = models.TextField("原因")
    at = models.DateTimeField("办理时间")
    name = models.TextField("办理人")
    natural_person = models.UUIDField(null=True)
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"{self.field}：{self.before}→{self.after}"


class Transferred(models.Model):
    """已转录：what of a case was typed over into the province's platform, when and by whom; sealed, only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    values = SealedField("转录的内容", help_text="canonical JSON, field → text")
    sm3 = models.BinaryField("摘要", max_length=32)
    at = models.DateTimeField("转录时间")
    name = models.TextField("转录人")
    natural_person = models.UUIDField(null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="transferred_in_order"),)

    def __str__(self) -> str:
        return f"第 {self.number} 次转录"
