"""演员表：one filled example of every paper, from the public scenarios' invented people."""

from datetime import date
from pathlib import Path
from typing import Any

from doudi.policy.days import Month
from doudi.policy.values import find_place
from doudi.records.documents.papers.remedies import remedies

EXAMPLE = find_place("example", Path())
SONGLING = "示例区松岭镇人民政府"
LIUXI = "示例区柳溪乡人民政府"
CENTRE = "示例区居民家庭经济状况核对中心"
LIN, ZHAO = "990204195004120121", "990204194809030110"
SUN, FENG, OLD_FENG = "990204194509200229", "990204198206070816", "990204195503100926"
CONTACT = {"contact": "社会救助窗口", "office_phone": "024-00000000"}
S01 = {"case_no": "松受〔2022〕12号", "applicant": "林秀兰"}
S02 = {"case_no": "松受〔2022〕25号", "applicant": "孙桂芝"}
S07 = {"case_no": "松受〔2022〕31号", "applicant": "冯大伟"}
WAYS = {
    "recheck_at": SONGLING,
    "reconsider_at": "示例区人民政府",
    "litigate_at": "示例区人民法院",
    **CONTACT,
    "office_hours": "工作日8:30至11:30、13:00至16:30，镇政府一楼",
}
CLAUSES = ["《最低生活保障审核确认办法》（民发〔2021〕57号）第四条、第十二条"]

REFUSAL: dict[str, Any] = {
    "office": SONGLING,
    "notice_no": "松救不告〔2022〕3号",
    **S07,
    "applied_on": date(2022, 5, 5),
    "scheme": "最低生活保障",
    "decided_on": date(2022, 5, 20),
    "facts": [
        "您家3口人：冯大伟、冯老太、冯小宝。申请时申报名下没有机动车辆。",
        "核对机构2022年5月16日的报告显示：冯大伟名下有小型轿车1辆，2021年8月19日登记，价值86000.00元。",
    ],
    "clauses": [
        "《最低生活保障审核确认办法》（民发〔2021〕57号）第十四条。",
        "示例区家庭财产限额：机动车辆0辆，2022年1月1日起执行。",
    ],
    "reasons": ["家庭财产中有机动车辆1辆，超过限额0辆，不符合最低生活保障的条件。", "申报与核对结果不一致。"],
    "what_would_change": ["名下不再有机动车辆，并且收入和其他财产符合规定的，可以重新申请。"],
    **WAYS,
    **remedies(EXAMPLE, date(2022, 5, 20), date(2022, 5, 24)).as_fields(),
}

CONFIRMATION: dict[str, Any] = {
    "office": SONGLING,
    "notice_no": "松救告〔2022〕8号",
    **S02,
    "applied_on": date(2022, 4, 6),
    "scheme": "最低生活保障",
    "persons": "孙桂芝",
    "persons_count": 1,
    "monthly": 8000,
    "from_month": Month(2022, 5),
    "paid_by": "每月10日前打入您的银行卡",
    "next_review": date(2023, 4, 28),
    "decided_on": date(2022, 4, 28),
    "facts": [
        "您一人生活，每月养老金120.00元。",
        "您的儿子孙志强家庭3口人，月收入3700.00元，按规定算出赡养费每月500.00元；您已年满60周岁，减半计入250.00元。",
        "家庭月可支配收入370.00元，低于适用的低保标准450.00元，差额80.00元。",
    ],
    "clauses": [*CLAUSES, "铁清民发〔2022〕47号 二（二）。"],
    **WAYS,
    **remedies(EXAMPLE, date(2022, 4, 28)).as_fields(),
}

SAMPLES: dict[str, tuple[dict[str, Any], date]] = {}
SAMPLES["D01"] = (
    {
        "office": SONGLING,
        "applied_for": ["最低生活保障"],
        "applicant": "林秀兰",
        "sex": "女",
        "id_number": LIN,
        "registered_address": "示例区松岭镇东岗村3组",
        "living_address": "示例区松岭镇东岗村3组",
        "phone": "13000000001",
        "members": [
            {"name": "林秀兰", "relation": "本人", "id_number": LIN, "work": "无", "monthly": 10800},
            {"name": "赵广田", "relation": "配偶", "id_number": ZHAO, "work": "无", "monthly": 25800},
        ],
        "supporters": [
            {"name": "赵小禾", "relation": "子", "work": "外地务工", "family_size": 3, "monthly": 150000}
        ],
        "property": [{"item": "存款", "detail": "6200元"}, {"item": "住房", "detail": "自住1处"}],
        "spending": [{"item": "医疗", "self_paid": 240000}],
        "reason": "两人年老，没有劳动能力，靠养老金和土地流转金生活，看病支出大，申请最低生活保障。",
        "near_relative": False,
    },
    date(2022, 3, 7),
)
SAMPLES["D02"] = (
    {
        "office": SONGLING,
        **S01,
        "id_number": LIN,
        "declared": [
            {"item": "领取养老金、退休金", "has": True, "detail": "两人每月各108元"},
            {"item": "务工、打零工收入", "has": False},
            {"item": "存款（请写开户银行）", "has": True, "detail": "6200元，农村信用社"},
            {"item": "机动车辆（请写号牌）", "has": False},
        ],
        "near_relative": False,
        "signers": [{"name": "林秀兰", "relation": "本人"}, {"name": "赵广田", "relation": "配偶"}],
    },
    date(2022, 3, 7),
)
SAMPLES["D03"] = (
    {
        "office": SONGLING,
        **S01,
        "purpose": "最低生活保障",
        "scope": [
            "户籍、婚姻、殡葬登记",
            "工资、养老金、社会保险、税务",
            "存款、证券、保险、不动产、车辆、市场主体",
        ],
        "valid_from": date(2022, 3, 7),
        "valid_until": date(2023, 3, 6),
        "persons": [
            {"name": "林秀兰", "relation": "本人", "id_number": LIN},
            {
                "name": "赵广田",
                "relation": "配偶",
                "id_number": ZHAO,
                "guardian": "林秀兰",
                "not_in_person": "卧床，由工作人员到家中见证",
            },
        ],
    },
    date(2022, 3, 7),
)
SAMPLES["D04"] = (
    {
        "office": LIUXI,
        "notice_no": "柳救补〔2022〕5号",
        "applicant": "周建国",
        "received_on": date(2022, 4, 28),
        "applied_for": "低保边缘家庭",
        "missing": [
            {
                "item": "家庭经济状况核对授权书",
                "whose": "成年子女周阳",
                "how": "本人或监护人到窗口签名，也可以请工作人员上门",
            }
        ],
        **CONTACT,
        "query_code": "LX7K29",
    },
    date(2022, 4, 28),
)
SAMPLES["D05"] = (
    {
        "office": LIUXI,
        "notice_no": "柳救受〔2022〕9号",
        "case_no": "柳受〔2022〕18号",
        "applicant": "周建国",
        "applied_for": "低保边缘家庭",
        "accepted_on": date(2022, 5, 9),
        "decide_by": date(2022, 6, 7),
        "query_code": "LX7K29",
        "query_where": "乡政府窗口的查询机",
        **CONTACT,
    },
    date(2022, 5, 9),
)
INVESTIGATORS = [
    {"name": "许静", "unit": "镇社会事务办"},
    {"name": "高远", "unit": "镇财政所"},
]
SAMPLES["D06"] = (
    {
        "office": SONGLING,
        **S01,
        "id_number": LIN,
        "surveyed_at": "2022年3月14日 9:30",
        "address": "松岭镇东岗村3组",
        "investigators": INVESTIGATORS,
        "members": [
            {"name": "林秀兰", "relation": "本人", "health": "行动不便", "work": "无", "year_income": 129600},
            {"name": "赵广田", "relation": "配偶", "work": "无", "year_income": 309600},
        ],
        "supporters": [{"name": "赵小禾", "relation": "子", "situation": "外地务工，3口人，月收入1500元"}],
        "housing": "砖木结构平房2间，60平方米，未装修",
        "land": "承包地6亩，全部转出",
        "breeding": "无",
        "vehicles": "无",
        "appliances": "电视1台、冰箱1台",
        "income": [{"item": "养老金", "year": 259200}, {"item": "土地流转", "year": 180000}],
        "spending": [{"item": "医疗", "self_paid": 240000}],
        "near_relative": False,
        "causes": ["缺劳动力", "因病"],
        "consistent": True,
        "finding": "家庭情况与申报一致。",
        "photos": 4,
    },
    date(2022, 3, 14),
)
SAMPLES["D07"] = (
    {
        "office": SONGLING,
        **S01,
        "visited_on": date(2022, 3, 14),
        "place": "东岗村3组",
        "witness": "钱福",
        "relation": "邻居",
        "investigators": INVESTIGATORS,
        "statement": ["老两口身体不好，地都转给别人种了。", "儿子过年才回来，平时没有别的收入。"],
    },
    date(2022, 3, 14),
)
SAMPLES["D08-1"] = (
    {
        "office": SONGLING,
        "centre": CENTRE,
        "request_no": "松核〔2022〕12号",
        **S01,
        "purpose": "最低生活保障审核",
        "subjects": [
            {"name": "林秀兰", "relation": "本人", "id_number": LIN, "authorised_on": date(2022, 3, 7)},
            {"name": "赵广田", "relation": "配偶", "id_number": ZHAO, "authorised_on": date(2022, 3, 7)},
        ],
        "items": ["户籍", "婚姻", "养老金", "存款", "不动产", "车辆", "市场主体"],
        "reply_by": date(2022, 3, 18),
    },
    date(2022, 3, 8),
)
SAMPLES["D08-2"] = (
    {
        "office": SONGLING,
        "centre": CENTRE,
        "report_no": "核报〔2022〕131号",
        "request_no": "松核〔2022〕31号",
        **S07,
        "subjects": [{"name": "冯大伟", "relation": "本人", "id_number": FENG}],
        "replies": [
            {
                "source": "公安交管",
                "person": "冯大伟",
                "item": "机动车",
                "declared": "无",
                "found": "小型轿车1辆，2021年8月19日登记",
                "consistent": False,
            },
            {
                "source": "不动产登记",
                "person": "冯大伟",
                "item": "不动产",
                "declared": "1套",
                "found": "1套",
                "consistent": True,
            },
        ],
        "mismatches": ["机动车：申报无，核对有1辆。已通知申请人说明。"],
        "conclusion": "核对结果与申报不一致。",
        "valid_until": date(2022, 11, 16),
    },
    date(2022, 5, 16),
)
SAMPLES["D08-3"] = (
    {
        "centre": CENTRE,
        "report_no": "核报〔2022〕131号",
        **S07,
        "id_number": FENG,
        "phone": "13000000007",
        "objections": [
            {
                "item": "机动车",
                "reported": "名下有小型轿车1辆",
                "account": "车辆2022年3月已卖给他人",
                "evidence": "买卖协议",
            }
        ],
    },
    date(2022, 5, 17),
)
SAMPLES["D09-1"] = (
    {
        "office": SONGLING,
        **S02,
        "standard": 45000,
        "multiple": "2倍",
        "rate": "50%",
        "formula": "超出部分＝家庭月收入－标准×起算倍数×家庭人口；应得＝超出部分×计算比例÷被赡养人数；符合条件的减半。",
        "supporters": [
            {
                "name": "孙志强",
                "relation": "子",
                "work": "务工",
                "family_size": 3,
                "family_income": 370000,
                "excess": 100000,
                "supported": 1,
                "share": 50000,
                "halved": "减半：年满60周岁",
                "counted": 25000,
            }
        ],
        "total": 25000,
        "without_halving": "赡养费500.00元，家庭月可支配收入620.00元，低保边缘家庭，无保障金",
        "clauses": ["铁清民发〔2022〕47号 二（二）", "《中华人民共和国民法典》第一千零六十七条"],
    },
    date(2022, 4, 20),
)
SAMPLES["D09-2"] = (
    {
        "office": SONGLING,
        **S02,
        "supporter": "孙志强",
        "relation": "儿子",
        "id_number": "990204197003070217",
        "family_size": 3,
        "family_income": 370000,
        "supported": "孙桂芝",
        "monthly": 25000,
        "way": "每月5日前交现金",
        "from_month": Month(2022, 5),
    },
    date(2022, 4, 20),
)
SAMPLES["D10"] = (
    {
        "office": SONGLING,
        **S01,
        "period_from": date(2021, 3, 1),
        "period_until": date(2022, 2, 28),
        "items": [
            {
                "person": "林秀兰",
                "kind": "医疗",
                "invoice_no": "00012345",
                "amount": 520000,
                "reimbursed": 280000,
                "self_paid": 240000,
            }
        ],
        "counted": [{"kind": "医疗", "year": 240000, "rule": "自付全额"}],
        "monthly": 20000,
        "income_year": 439200,
        "ratio": "54.64%",
        "attachments": 3,
        "clauses": ["铁清民发〔2022〕47号 二（二）"],
    },
    date(2022, 3, 18),
)
SAMPLES["D11"] = (
    {
        "office": SONGLING,
        "filing_no": "松近备〔2022〕2号",
        **S01,
        "address": "松岭镇东岗村3组",
        "scheme": "最低生活保障",
        "relatives": [{"name": "林建新", "unit": "东岗村村民委员会", "post": "委员", "relation": "弟"}],
        "recusal": "林建新不参加本户的入户调查、评议和表决。",
        "check_result": "已核查，符合条件，程序合规。",
    },
    date(2022, 3, 7),
)
SAMPLES["D12"] = (
    {
        "office": SONGLING,
        "meeting_no": "松联〔2022〕5号",
        "held_at": "2022年5月20日 14:00",
        "place": "镇政府二楼会议室",
        "chair": "罗文",
        "recorder": "许静",
        "members": [
            {"name": "罗文", "capacity": "镇党委（主持）", "present": True},
            {"name": "许静", "capacity": "镇社会事务办", "present": True},
            {"name": "高远", "capacity": "镇财政所", "present": True},
            {"name": "韩梅", "capacity": "派出所", "present": False},
            {"name": "林建新", "capacity": "东岗村", "present": True},
        ],
        "quorum": "应到5人，实到4人，符合规定。",
        "recusals": [{"name": "林建新", "case": "松受〔2022〕12号", "reason": "申请人的弟弟"}],
        "cases": [
            {
                "case_no": "松受〔2022〕12号",
                "household": "林秀兰（东岗村）",
                "persons": 2,
                "proposal": "低保，予以确认",
                "monthly": 73400,
                "votes_for": 3,
                "votes_against": 0,
                "votes_abstain": 0,
                "outcome": "通过",
            },
            {
                "case_no": "松受〔2022〕31号",
                "household": "冯大伟（东岗村）",
                "persons": 3,
                "proposal": "不予确认",
                "votes_for": 4,
                "votes_against": 0,
                "votes_abstain": 0,
                "outcome": "不予确认",
            },
        ],
        "opinions": ["高远：冯大伟户车辆价值和登记日期已核实。"],
    },
    date(2022, 5, 20),
)
SAMPLES["D13"] = (
    {
        "office": SONGLING,
        **S01,
        "registered_address": "示例区松岭镇东岗村3组",
        "living_address": "示例区松岭镇东岗村3组",
        "scheme": "最低生活保障",
        "single_person": False,
        "accepted_on": date(2022, 3, 7),
        "members": [
            {
                "name": "林秀兰",
                "relation": "本人",
                "age": 71,
                "registration": "农村",
                "work": "无",
                "monthly": 10800,
                "covered": True,
            },
            {
                "name": "赵广田",
                "relation": "配偶",
                "age": 73,
                "registration": "农村",
                "work": "无",
                "monthly": 25800,
                "covered": True,
            },
        ],
        "standard": 45000,
        "income": 16600,
        "income_per_head": 8300,
        "support_fee": 0,
        "rigid_spending": 20000,
        "property": "存款6200元，住房1处，无车辆",
        "allowances": "无",
        "near_relative": "无",
        "publicity": "确认后长期公示",
        "base": 73400,
        "supplement": 0,
        "monthly": 73400,
        "from_month": Month(2022, 4),
        "next_review": date(2023, 3, 25),
        "clauses": CLAUSES,
        "survey_opinion": "2022年3月14日入户，情况与申报一致。",
        "review_opinion": "2022年3月22日会议，4人同意，0人不同意，通过。",
        "confirm_opinion": "同意确认，每月734.00元。",
        "confirmed_on": date(2022, 3, 25),
    },
    date(2022, 3, 25),
)
SAMPLES["D15"] = (
    {
        "office": SONGLING,
        "village": "东岗村",
        "month": Month(2022, 4),
        "first": date(2022, 4, 6),
        "last": date(2022, 5, 6),
        "households": [
            {
                "name": "林秀兰",
                "scheme": "最低生活保障",
                "persons": 2,
                "monthly": 73400,
                "near_relative": "否",
            },
            {
                "name": "胡玉兰",
                "scheme": "最低生活保障",
                "persons": 1,
                "monthly": 45000,
                "near_relative": "是",
            },
        ],
        "phone": "024-72810001",
    },
    date(2022, 4, 6),
)
SAMPLES["D12-1"] = (
    {
        "office": SONGLING,
        **S01,
        "village": "东岗村",
        "held_on": date(2022, 4, 20),
        "place": "东岗村村部",
        "proposal": "同意确认，最低生活保障，每月 734.00 元",
        "present": 15,
        "votes_for": 13,
        "votes_against": 2,
        "findings": ["老两口没有劳动能力，情况属实。"],
    },
    date(2022, 4, 20),
)
SAMPLES["D14-1"] = (CONFIRMATION, date(2022, 4, 28))
SAMPLES["D14-2"] = (REFUSAL, date(2022, 5, 20))
SAMPLES["D14-4"] = (
    {
        "office": SONGLING,
        "notice_no": "松救延〔2022〕1号",
        **S01,
        "accepted_on": date(2022, 3, 7),
        "due_before": date(2022, 4, 2),
        "due_now": date(2022, 5, 11),
        "cause": "家庭经济状况调查难度较大",
        "why": "儿子在外地务工，收入要向用工单位函询。",
        "clauses": ["民发〔2022〕83号 四（一）：可以延长至45个工作日。"],
        **CONTACT,
    },
    date(2022, 3, 30),
)
SAMPLES["D14-5"] = (
    {
        **{name: told for name, told in REFUSAL.items() if name != "what_would_change"},
        "notice_no": "松救终〔2022〕1号",
        "clauses": ["民发〔2021〕57号 第二十九条"],
        "reasons": ["冯大伟拒绝配合信息核对：2022年5月10日、5月12日两次当面说明后果，仍不同意。"],
    },
    date(2022, 5, 20),
)
SAMPLES["D14-3"] = (
    {
        "office": SONGLING,
        "notice_no": "松救调〔2022〕4号",
        **S01,
        "scheme": "最低生活保障",
        "change": "调整保障金",
        "decided_on": date(2022, 7, 12),
        "monthly_before": 73400,
        "monthly_after": 78200,
        "from_month": Month(2022, 7),
        "facts": ["您家2口人，家庭月可支配收入166.00元。农村低保标准从450.00元提高到474.00元。"],
        "clauses": ["示例区2022年7月1日起执行的低保标准。"],
        "reasons": ["标准提高，差额由734.00元增加到782.00元。"],
        "afterwards": "不用重新申请，增加的部分与当月保障金一并发放。",
        **WAYS,
        **remedies(EXAMPLE, date(2022, 7, 12)).as_fields(),
    },
    date(2022, 7, 12),
)
PERSON = {"office": SONGLING, "case_no": "松受〔2022〕40号", "person": "冯老太", "id_number": OLD_FENG}
SAMPLES["D16-1"] = (
    {
        **PERSON,
        "address": "松岭镇东岗村1组",
        "assessed_on": date(2022, 6, 2),
        "abilities": [
            {"item": "自主吃饭", "able": True},
            {"item": "自主穿衣", "able": True},
            {"item": "自主上下床", "able": False, "seen": "需要搀扶"},
            {"item": "自主如厕", "able": True},
            {"item": "室内自主行走", "able": False, "seen": "扶墙慢行"},
            {"item": "自主洗澡", "able": False, "seen": "不能自己进出浴盆"},
        ],
        "failed": 3,
        "level": "半护理",
        "clause": "民发〔2021〕43号 第二十二条",
        "assessors": [{"name": "许静", "unit": "镇社会事务办"}, {"name": "白露", "unit": "镇卫生院医师"}],
    },
    date(2022, 6, 2),
)
SAMPLES["D16-2"] = (
    {
        **PERSON,
        "wish": "分散供养",
        "carer": "冯大伟",
        "carer_relation": "儿子",
        "said": "我不愿意离开村里。",
    },
    date(2022, 6, 2),
)
SAMPLES["D16-3"] = (
    {
        **PERSON,
        "carer": "何丽",
        "carer_id_number": "990204197807110321",
        "carer_phone": "13000000003",
        "level": "半护理",
        "duties": ["每天至少上门一次，帮助做饭、洗衣、打扫。", "生病时陪同就医、取药。", "住院时给予看护。"],
        "monthly": 23700,
        "way": "按月打入乙方的银行卡",
        "visits": "甲方每月至少上门查看一次，并作记录。",
        "from_day": date(2022, 7, 1),
        "until_day": date(2023, 6, 30),
        "office_phone": "024-00000000",
    },
    date(2022, 6, 28),
)
SAMPLES["D16-4"] = (
    {
        **PERSON,
        "institution": "示例区中心敬老院",
        "sex": "女",
        "registered_address": "示例区松岭镇东岗村1组",
        "admitted_on": date(2022, 9, 1),
        "level": "半护理",
        "room": "2号楼105室1床",
        "guardian": "冯大伟",
        "guardian_phone": "13000000007",
        "belongings": [{"item": "被褥", "pieces": 2}, {"item": "手机", "pieces": 1}],
        "entrusted": "手机由本人保管。",
    },
    date(2022, 9, 1),
)
SAMPLES["D16-5"] = (
    {
        **PERSON,
        "institution": "示例区中心敬老院",
        "level": "半护理",
        "services": ["提供膳食、住宿和日常照料。", "定期体检，生病时送医并看护。", "办理丧葬事宜。"],
        "monthly": 61700,
        "care_monthly": 23700,
        "way": "按月拨付到机构账户",
        "from_day": date(2022, 9, 1),
        "until_day": date(2023, 8, 31),
    },
    date(2022, 9, 1),
)
SAMPLES["D00"] = (
    {
        "office": "松岭镇人民政府",
        "case_no": "松受〔2022〕12号",
        "applicant": "林秀兰",
        "items": [
            {"title": "社会救助申请书", "dated": date(2022, 3, 7), "pages": "1－2"},
            {
                "title": "一次性补正告知书",
                "number": "松补〔2022〕3号",
                "dated": date(2022, 3, 7),
                "pages": "3",
            }
            | {"note": "3月7日送达"},
            {"title": "照片（4份）", "dated": date(2022, 3, 21), "pages": "4－7"},
        ],
        "papers": 3,
        "sheets": 7,
    },
    date(2022, 5, 20),
)
BUREAU = "示例区民政局"
SAMPLES["D21"] = (
    {
        "office": BUREAU,
        "index_month": Month(2022, 9),
        "released_on": date(2022, 10, 14),
        "source": "国家统计局示例调查队",
        "cpi": "3.2%",
        "food": "5.5%",
        "outcome": "启动：居民消费价格同比涨幅达到3.0%",
        "clauses": ["示例区验收场景参数"],
        "amounts": [
            {"where": "农村", "standard": 47400, "amount": 1600, "persons": 7, "total": 11200},
            {"where": "城市", "standard": 65500, "amount": 2100, "persons": 2, "total": 4200},
        ],
        "groups": [
            {"group": "最低生活保障", "persons": 5},
            {"group": "特困人员", "persons": 1},
            {"group": "低保边缘家庭成员", "persons": 3},
        ],
        "persons": 9,
        "total": 15400,
        "pay_month": Month(2022, 10),
        "pay_by": date(2022, 11, 11),
    },
    date(2022, 10, 17),
)
SAMPLES["D28"] = (
    {
        "office": BUREAU,
        "ledger_no": "990204-ZJ2022-0001",
        "person": "范明",
        "scheme": "最低生活保障",
        "cause": "情况变化在前，办理在后",
        "facts": ["2022年7月12日购买机动车，10月11日比对发现。"],
        "months": [
            {"month": Month(2022, number), "paid": 30000, "due": 0, "over": 30000, "short": 0}
            for number in (8, 9, 10)
        ],
        "over_total": 90000,
        "short_total": 0,
        "decided_on": date(2022, 10, 24),
        "decided_by": "高远",
        "plan": [
            {"due_on": date(2022, 11, 10), "amount": 45000},
            {"due_on": date(2022, 12, 10), "amount": 45000},
        ],
        "receipts": [{"on": date(2022, 11, 9), "what": "收回", "amount": 45000, "voucher": "缴001"}],
        "left": 45000,
    },
    date(2022, 11, 10),
)

DU = {"office": SONGLING, "applicant": "杜文广", "address": "松岭镇东岗村3组"}
SAMPLES["D17-1"] = (
    {
        **DU,
        "kind": "急难型",
        "cause": "火灾",
        "priority": "返贫人口",
        "told": ["2022年1月26日凌晨失火，住房和口粮烧毁。"],
        "people": [{"name": "杜文广", "relation": "本人"}, {"name": "杜小文", "relation": "子"}],
        "prior": 0,
        "advanced": 180000,
        "level": "中度",
        "reckoning": "640元×3人×2个月",
        "proposed": 384000,
        "proposed_by": "张敏",
        "proposed_on": date(2022, 2, 9),
        "amount": 384000,
        "decided_by": "高远",
        "decided_on": date(2022, 2, 9),
    },
    date(2022, 2, 9),
)
SAMPLES["D17-2"] = (
    {
        **DU,
        "cause": "火灾",
        "told": ["2022年1月26日凌晨失火，住房和口粮烧毁。"],
        "paid_on": date(2022, 1, 26),
        "paid": 180000,
        "way": "现金",
        "witnesses": "东岗村会计、张敏",
        "paid_by": "何芳",
        "paperwork_due": date(2022, 2, 14),
    },
    date(2022, 1, 26),
)
SAMPLES["D18"] = (
    {
        "office": SONGLING,
        "period": "2022年1月",
        "opening": 0,
        "entries": [
            {
                "on": date(2022, 1, 4),
                "voucher": "第1号",
                "told": "补充备用金：期初",
                "received": 2000000,
                "balance": 2000000,
            },
            {
                "on": date(2022, 1, 26),
                "voucher": "第1号",
                "told": "先行救助：火灾",
                "paid": 180000,
                "balance": 1820000,
            },
        ],
        "closing": 1820000,
        "pending": 180000,
    },
    date(2022, 1, 31),
)
PROPOSED = {
    "facts": ["儿子婚后另住，户口已分。"],
    "happened_on": date(2022, 5, 8),
    "heard": "林秀兰：没有意见",
    "clauses": ["民发〔2021〕57号 第七条、第三十二条"],
    "proposed_by": "张敏",
    "proposed_on": date(2022, 5, 10),
    "opinion": "情况属实，同意。",
    "decided_by": "赵明",
    "decided_on": date(2022, 5, 16),
}
SAMPLES["D19-1"] = (
    {
        "office": SONGLING,
        **S01,
        "scheme": "最低生活保障",
        "change": "变更户主",
        "reason": "户主死亡，变更户主",
        "members": [
            {"name": "林秀兰", "before": True, "after": False},
            {"name": "赵广田", "before": True, "after": True},
        ],
        "head_before": "林秀兰",
        "head_after": "赵广田",
        "account": "新户主的账户确认以前暂不发放",
        "monthly_before": 73400,
        "monthly_after": 36700,
        "from_month": Month(2022, 6),
        **PROPOSED,
    },
    date(2022, 5, 16),
)
SAMPLES["D19-2"] = (
    {
        "kind": "分户",
        "old_place": "东岗村",
        "new_place": "东岗村",
        "old_head": "林秀兰",
        "new_head": "赵小军",
        "old_number": "990204-2022-00012",
        "new_number": "990204-2022-00031",
        "members": [{"name": "赵小军", "relation": "本人"}],
        "awards": [
            {
                "scheme": "最低生活保障",
                "names": "赵小军",
                "before": 105000,
                "stays": 70000,
                "after": 35000,
            }
        ],
        "from_month": Month(2022, 6),
        **PROPOSED,
    },
    date(2022, 5, 16),
)
