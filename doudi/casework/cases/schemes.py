"""救助类别：the schemes of social assistance, as the law's answers name them."""

TITLES = {
    "tekun": "特困人员救助供养",
    "dibao": "最低生活保障",
    "single_person": "最低生活保障（单人保）",
    "margin": "最低生活保障边缘家庭",
    "rigid_expenditure": "刚性支出困难家庭",
}
UNDECIDED = "社会救助"


def scheme_title(scheme: str) -> str:
    """The title of a scheme; of none yet, what the one application form is for."""
    return TITLES[scheme] if scheme else UNDECIDED
