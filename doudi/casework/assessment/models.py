"""审核：one reading of the law on frozen facts, with everything needed to read it again."""

from django.db import models

from doudi.casework.cases.models import Case
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.vault.fields import SealedField

DIGEST_BYTES = 32


class Assessment(models.Model):
    """一次裁量：facts and answer as canonical JSON, sealed, with their SM3 and the versions of rules and values.

    Never changed; a later one stands beside it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    on = models.DateField("裁量之日")
    known_on = models.DateField("只用此日以前印发的数值")
    place = models.TextField("数值地")
    facts = SealedField("冻结的事实")
    facts_sm3 = models.BinaryField(max_length=DIGEST_BYTES)
    answer = SealedField("结论")
    answer_sm3 = models.BinaryField(max_length=DIGEST_BYTES)
    rules_version = models.TextField("规则版本")
    values_version = models.TextField("数值版本")
    standard_reason = models.TextField("适用标准的理由")
    sources = SealedField(
        "与申报不同之处", help_text="canonical JSON: whose, which fact, declared, picked, by whom"
    )
    classification = models.TextField("认定类别")
    monthly_fen = models.BigIntegerField("月金额（分）", null=True)
    at = models.DateTimeField("办理时间")
    name = models.TextField("办理人")
    natural_person = models.UUIDField(null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="assessment_in_order"),
            models.CheckConstraint(condition=models.Q(monthly_fen__gte=0), name="assessment_not_negative"),
        )

    def __str__(self) -> str:
        return f"第 {self.number} 次裁量"
