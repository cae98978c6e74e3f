"""例外：a member who refuses to be checked, and a confirmation that may take longer. Once a case, only added."""

from django.db import models

from doudi.casework.cases.models import Case
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id


class NonCooperation(models.Model):
    """拒绝配合核对：who refused what, how often it was explained, and on which clause the procedure was ended."""

    class What(models.TextChoices):
        """拒绝的事项."""

        AUTHORISATION = "authorisation", "拒绝签署核对授权书"
        VERIFICATION = "verification", "拒绝配合信息核对"
        SURVEY = "survey", "拒绝配合入户调查"

    case = models.OneToOneField(Case, models.PROTECT, related_name="non_cooperation", primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    who = models.TextField("拒绝的人")
    what = models.TextField("拒绝的事项", choices=What)
    on = models.DateField("拒绝日期")
    explained = models.TextField("告知后果的经过")
    clause = models.TextField("依据")
    name = models.TextField("登记人")
    natural_person = models.UUIDField("登记人（自然人）", null=True)
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"{self.who}{self.What(self.what).label}"


class Extension(models.Model):
    """延长办理期限：once a case, by cause, up to the hard limit of the place's value; the family is told in writing."""

    class Cause(models.TextChoices):
        """延长的情形（民发〔2022〕83号 四（一））."""

        OBJECTION = "objection", "公示有异议"
        ELSEWHERE = "elsewhere", "人户分离"
        OTHER_PLACE = "other_place", "异地申办"
        HARD_SURVEY = "hard_survey", "家庭经济状况调查难度较大"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="extension")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    cause = models.TextField("情形", choices=Cause)
    why = models.TextField("具体原因")
    on = models.DateField("决定日期")
    limit_days = models.IntegerField("延长至（工作日）")
    basis = models.TextField("依据")
    name = models.TextField("决定人")
    natural_person = models.UUIDField("决定人（自然人）", null=True)
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"{self.Cause(self.cause).label}，延长至 {self.limit_days} 个工作日"
