"""申请表的选项：relations as the household register names them, each with the law's word; channels; papers."""

from __future__ import annotations

from doudi.casework.cases.models import Channel
from doudi.casework.cases.schemes import TITLES

RELATION_CODES = (
    ("本人", "self"),
    ("配偶", "spouse"),
    ("子", "child"),
    ("女", "child"),
    ("父", "parent"),
    ("母", "parent"),
    ("孙子女", "grandchild"),
    ("外孙子女", "grandchild"),
    ("祖父母", "grandparent"),
    ("外祖父母", "grandparent"),
    ("兄弟姐妹", "sibling"),
    ("其他", "other"),
)
CODE_OF = dict(RELATION_CODES)
SELF = RELATION_CODES[0][0]
OTHERS = tuple((word, word) for word, _ in RELATION_CODES[1:])
CHANNELS = tuple((str(channel), str(channel.label)) for channel in Channel)
ASKED_FOR = tuple((code, title) for code, title in TITLES.items() if code != "single_person")
YES_NO = (("no", "没有"), ("yes", "有"))

LABELS = {
    "village": "居住的村（社区）",
    "address": "住址",
    "reason": "申请理由",
    "channel": "申请方式",
    "brought_name": "代办人姓名",
    "brought_relation": "代办人与申请人的关系",
    "related": "近亲属",
    "relative_name": "近亲属姓名",
    "relative_post": "近亲属单位及职务",
    "relative_relation": "与申请家庭的关系",
    "name": "姓名",
    "called": "关系",
    "id_number": "身份证号",
    "phone": "电话",
    "residence": "住址",
}
