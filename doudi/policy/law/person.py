"""人 — what the law says of one person: age, disability, ability to work."""

from doudi.policy.language import YEARS, YES_NO, how_many, member

INTELLECTUAL = 5
MENTAL = 6
VISUAL = 1
PHYSICAL = 4


@member("周岁", unit=YEARS, basis="民法典 第十七条、第二百条至第二百零四条")
def age(birth, today):
    """Full years. Both days are written as yyyymmdd, so 29 February is reached on 1 March of a common year."""
    return (today - birth) // 10000


@member(
    "重度残疾",
    unit=YES_NO,
    basis="民发〔2021〕57号 第八条；社会救助法 第二十一条（自2026-07-01）",
)
def severe_disability(
    disability_category,
    disability_grade,
    disability_marks_severe,
    disability_marks_severe_mental,
):
    if disability_grade == 0:
        return False
    if disability_category in (INTELLECTUAL, MENTAL):
        return disability_grade <= disability_marks_severe_mental
    return disability_grade <= disability_marks_severe


@member("残疾致无劳动能力", unit=YES_NO, basis="民发〔2021〕43号 第五条")
def disabled_for_work(
    disability_category,
    disability_grade,
    disability_marks_work_mental,
    disability_marks_work_physical,
    disability_marks_work_visual,
):
    if disability_grade == 0:
        return False
    if disability_category in (INTELLECTUAL, MENTAL):
        return disability_grade <= disability_marks_work_mental
    if disability_category == PHYSICAL:
        return disability_grade <= disability_marks_work_physical
    return disability_category == VISUAL and disability_grade <= disability_marks_work_visual


@member(
    "无劳动能力",
    unit=YES_NO,
    basis="民发〔2021〕43号 第五条；社会救助法 第十六条（自2026-07-01）",
)
def no_labour_ability(age, disabled_for_work, unable_to_work, age_marks_elder, age_marks_child):
    return unable_to_work or disabled_for_work or age >= age_marks_elder or age < age_marks_child


@member("有劳动能力", unit=YES_NO, basis="民发〔2021〕43号 第五条")
def able_to_work(no_labour_ability):
    return not no_labour_ability


@member(
    "可就业",
    unit=YES_NO,
    basis="民政部等部门2022年10月20日《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》一（一）：确实不能就业的不虚拟计算收入",
)
def employable(able_to_work, serious_illness, student, carer):
    return able_to_work and not serious_illness and not student and not carer


how_many(
    "members_without_labour_ability",
    "无劳动能力成员数",
    of="no_labour_ability",
    basis="民发〔2021〕43号 第五条",
)
how_many(
    "able_members",
    "有劳动能力成员数",
    of="able_to_work",
    basis="民发〔2021〕43号 第五条",
)
