"""区划：divisions from province to village, each with its history.

An `Area` is one unit for its whole life and the number that other tables name. What it was called, which code it
bore and what it belonged to is a period that holds until the next one begins; the unit itself ends on `until`.
"""

from django.db import models


class Area(models.Model):
    """一个区划单位. `governed` is false for units that exist in statistics only and review nobody."""

    id = models.AutoField(primary_key=True)
    since = models.DateField("设立日期")
    until = models.DateField(
        "撤销日期", null=True, blank=True, help_text="the first day on which it is no more"
    )
    governed = models.BooleanField("是自治组织或政府", default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="area_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"区划 {self.pk}"


class AreaPeriod(models.Model):
    """名称与隶属：code, name, kind and parent from `since` until the next period of the same area."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="periods")
    since = models.DateField()
    code = models.CharField("区划代码", max_length=12)
    name = models.TextField("名称")
    kind = models.TextField("类别", help_text="省、地级市、市辖区、街道、镇、乡、居委会、村委会……")
    parent = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    document = models.TextField("依据", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "since"], name="areaperiod_one_a_day"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{12}$"), name="areaperiod_code_twelve_digits"
            ),
            models.CheckConstraint(
                condition=~models.Q(area=models.F("parent")), name="areaperiod_not_its_own_parent"
            ),
        )
        indexes = (models.Index(fields=["code"], name="areaperiod_code"),)

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """沿革：which unit came out of which. `whole` when the old one went over entirely, so its records follow."""

    old = models.ForeignKey(Area, models.PROTECT, related_name="+")
    new = models.ForeignKey(Area, models.PROTECT, related_name="+")
    on = models.DateField()
    whole = models.BooleanField()
    document = models.TextField("依据", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["old", "new"], name="succession_once"),
            models.CheckConstraint(condition=~models.Q(old=models.F("new")), name="succession_of_another"),
        )

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class UrbanRural(models.Model):
    """城乡分类：a village's class from `since` until the next row says otherwise."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField()
    urban = models.BooleanField("城镇")
    document = models.TextField("依据", blank=True)
    unverified = models.BooleanField("未见文件", default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["area", "since"], name="urbanrural_one_a_day"),)

    def __str__(self) -> str:
        return "城镇" if self.urban else "乡村"


class Unified(models.Model):
    """城乡统筹：from `since` a township pays one standard to all, or no longer does."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField()
    unified = models.BooleanField("城乡统筹")
    document = models.TextField("依据", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["area", "since"], name="unified_one_a_day"),)

    def __str__(self) -> str:
        return "统筹" if self.unified else "不统筹"
