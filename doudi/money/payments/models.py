"""发放：runs, their lines, what a check held up, who approved, what the bank answered.

A line is frozen with payee, sealed account, amount and the digest of what it rests on; afterwards only its state
moves. A run lies in the district, a line in the township of its household.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from doudi.casework.awards.models import Award, AwardTerms
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.institutions.models import Institution
from doudi.records.people.models import Household, Person
from doudi.records.vault.fields import BlindField, SealedField

DIGEST_BYTES = 32


class RunStage(models.TextChoices):
    """环节：where a run stands."""

    FROZEN = "frozen", "已冻结"
    CHECKED = "checked", "已核对"
    APPROVED = "approved", "已审批"
    EXPORTED = "exported", "已送银行"
    RETURNED = "returned", "已回盘"
    CLOSED = "closed", "已结清"
    VOID = "void", "已作废"


class Purpose(models.TextChoices):
    """用途：what a run pays."""

    MONTHLY = "monthly", "月发放"
    DIFFERENCE = "difference", "补差"
    ARREARS = "arrears", "后补"
    REPAY = "repay", "退票补发"
    PRICE_SUBSIDY = "price_subsidy", "价格临时补贴"
    TEMPORARY_AID = "temporary_aid", "临时救助"


class Run(models.Model):
    """发放批次：one purpose, one month, one bank format."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.TextField("批次号", unique=True)
    month = models.DateField("所属月份")
    purpose = models.TextField("用途", choices=Purpose)
    bank_format = models.TextField("代发格式")
    stage = models.TextField("环节", choices=RunStage, default=RunStage.FROZEN)
    steps = models.IntegerField("已走步数", default=1)
    prepared_on = models.DateField("编制日期")
    prepared_at = models.DateTimeField("编制时间")
    prepared_by = models.UUIDField("编制人")
    prepared_by_name = models.TextField("编制人姓名")
    lines_count = models.IntegerField("笔数", default=0)
    total_fen = models.BigIntegerField("金额（分）", default=0)
    batch_sm3 = models.BinaryField("批次摘要", max_length=DIGEST_BYTES, null=True)
    file_sm3 = models.BinaryField("代发文件摘要", max_length=DIGEST_BYTES, null=True)
    exported_on = models.DateField("送银行日期", null=True)
    closed_on = models.DateField("结清日期", null=True)
    void_because = models.TextField("作废原因", blank=True)
    repays = models.ForeignKey("self", models.PROTECT, null=True, related_name="repaid_by")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(month__day=1), name="run_of_a_month"),
            models.CheckConstraint(
                condition=~Q(stage__in=["checked", "approved", "exported", "returned", "closed"])
                | Q(batch_sm3__isnull=False),
                name="run_checked_has_a_digest",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["exported", "returned", "closed"])
                | Q(file_sm3__isnull=False, exported_on__isnull=False),
                name="run_exported_has_a_file",
            ),
            models.CheckConstraint(
                condition=Q(stage="void") ^ Q(void_because=""), name="run_void_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(total_fen__gte=0), name="run_not_negative"),
        )
        indexes = (models.Index(fields=["area", "month"], name="run_month"),)

    def __str__(self) -> str:
        return self.number

    @property
    def stage_title(self) -> str:
        return RunStage(self.stage).label

    @property
    def purpose_title(self) -> str:
        return Purpose(self.purpose).label


class LineState(models.TextChoices):
    """一笔的状态：from the roll to the bank's answer."""

    READY = "ready", "待发"
    WITHHELD = "withheld", "暂不发"
    SENT = "sent", "银行处理中"
    PAID = "paid", "已到账"
    FAILED = "failed", "退票"
    REPAID = "repaid", "已另行补发"
    EXPLAINED = "explained", "已说明不再补发"
    VOID = "void", "已作废"


class Line(models.Model):
    """一笔发放：so much to this account, for this person, scheme, month and purpose, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Found by the indexes below that begin with them: fifty thousand lines move at once, with every index they have.
    run = models.ForeignKey(Run, models.PROTECT, related_name="lines", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    position = models.IntegerField("序号")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", db_index=False)
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+", db_index=False)
    terms = models.ForeignKey(AwardTerms, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="名册户主")
    person_name = models.TextField("名册户主姓名")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="领款人")
    payee_name = models.TextField("领款人姓名")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="+", verbose_name="代为领款的供养机构"
    )
    persons = models.IntegerField("保障人数")
    scheme = models.TextField("救助类别")
    month = models.DateField("所属月份")
    purpose = models.TextField("用途", choices=Purpose)
    sequence = models.IntegerField("次序", default=1)
    parts: Any = models.JSONField("金额的组成（分）")
    amount_fen = models.BigIntegerField("金额（分）")
    bank = models.TextField("开户行", blank=True)
    holder = models.TextField("户名", blank=True)
    account = SealedField("账号", null=True)
    account_blind = BlindField(of="account", purpose="bank_account", db_index=True)
    rests_on = models.BinaryField("依据摘要", max_length=DIGEST_BYTES)
    state = models.TextField("状态", choices=LineState, default=LineState.READY)
    reason = models.TextField("银行或暂不发的原因", blank=True)
    settled_on = models.DateField("到账或退票日期", null=True)
    repays = models.ForeignKey("self", models.PROTECT, null=True, related_name="repaid_by")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="line_of_something"),
            models.UniqueConstraint(fields=["run", "position"], name="line_in_order"),
            models.UniqueConstraint(
                fields=["person", "scheme", "month", "purpose", "sequence"],
                condition=~Q(state__in=["void", "withheld"]),
                name="line_once",
            ),
            models.UniqueConstraint(
                fields=["repays"],
                condition=~Q(state__in=["void", "withheld"]),
                name="line_repaid_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "paid"]) | Q(account__isnull=False),
                name="line_sent_to_an_account",
            ),
        )
        indexes = (
            models.Index(fields=["area", "state"], name="line_area_state"),
            models.Index(fields=["household", "month"], name="line_household"),
            models.Index(fields=["award", "month"], name="line_award"),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.payee_name}"

    @property
    def state_title(self) -> str:
        return LineState(self.state).label


class Judgement(models.TextChoices):
    """处理：what a person decided about a line that a check held up."""

    PAY = "pay", "照发"
    WITHHOLD = "withhold", "暂不发"


class Hold(models.Model):
    """核对疑点：what a check found on a line; it goes on only when a person has judged it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="holds")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    check_code = models.TextField("核对项")
    told = models.TextField("疑点")
    must_withhold = models.BooleanField("不得照发")
    judgement = models.TextField("处理", choices=Judgement, blank=True)
    why = models.TextField("理由", blank=True)
    judged_by = models.UUIDField("处理人", null=True)
    judged_by_name = models.TextField("处理人姓名", blank=True)
    judged_at = models.DateTimeField("处理时间", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["line", "check_code"], name="hold_once_a_check"),
            models.CheckConstraint(
                condition=Q(judgement="", judged_by__isnull=True, why="")
                | (~Q(judgement="") & Q(judged_by__isnull=False) & ~Q(why="")),
                name="hold_judged_whole",
            ),
            models.CheckConstraint(
                condition=Q(must_withhold=False) | ~Q(judgement="pay"), name="hold_never_paid"
            ),
        )

    def __str__(self) -> str:
        return self.told


class Approval(models.Model):
    """审批：a natural person signed exactly this batch. Two different ones, neither of whom prepared it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="approvals")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    batch_sm3 = models.BinaryField("批次摘要", max_length=DIGEST_BYTES)
    natural_person = models.UUIDField("审批人")
    prepared_by = models.UUIDField("编制人")
    name = models.TextField("审批人姓名")
    at = models.DateTimeField("审批时间")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["run", "natural_person"], name="approval_once_a_person"),
            models.CheckConstraint(condition=~Q(natural_person=F("prepared_by")), name="approval_by_another"),
        )

    def __str__(self) -> str:
        return self.name


class ReturnFile(models.Model):
    """回盘文件：one answer of the bank, kept by the digest of its content, whatever it was called or how sorted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="returns")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    content_sm3 = models.BinaryField("内容摘要", max_length=DIGEST_BYTES)
    file_sm3 = models.BinaryField("文件摘要", max_length=DIGEST_BYTES)
    name = models.TextField("文件名")
    read_on = models.DateField("读入日期")
    read_by = models.UUIDField("读入人", null=True)
    paid = models.IntegerField("成功笔数")
    failed = models.IntegerField("失败笔数")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "content_sm3"], name="returnfile_once"),)

    def __str__(self) -> str:
        return self.name


class RunSeries(models.Model):
    """批次编号簿：the last number given out in a district in a year."""

    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["district", "year"], name="runseries_once"),)

    def __str__(self) -> str:
        return f"{self.year} {self.last}"
