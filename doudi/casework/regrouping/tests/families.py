"""四户: the families of these stories, granted once and served, before any story begins."""

from datetime import date

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import granted
from doudi.casework.confirmation.serving import serve
from doudi.casework.intake.actions import publish_counter_phone
from doudi.casework.intake.family import Newcomer
from doudi.casework.intake.form import Applied
from doudi.casework.tests.office import Family, Office, open_office, signed
from doudi.casework.tests.panel import signed_back
from doudi.config.tests.town import DONGGANG, LIUXI, XIDIAN, Town, invented_id
from doudi.records.documents.models import Way


def family_of(village: str, *people: tuple[str, str, str, int, int], rent: int = 0) -> Family:
    """(short, name, relation, serial, rent) of each; born 1970 but for children."""
    return Family(
        village,
        {
            short: Newcomer(name, relation, invented_id(born, serial))
            for short, name, relation, serial, _, born in (
                (*each, "19700101" if each[2] in ("本人", "配偶") else "20010101") for each in people
            )
        },
        {
            "members": [
                {
                    "id": short,
                    "income": [{"kind": "property", "monthly": income}],
                    "spending_year": {},
                }
                for short, _, _, _, income in people
            ],
            "assets": {"financial": 3000, "homes": 1, "vehicles": 0, "businesses": 0},
            "supporters": [],
        },
        {},
        Applied("收入低", None, papers=signed(*(each[0] for each in people))),
    )


def sun_family() -> Family:
    """孙长河, his wife and their grown son, with 300 yuan of rent: three people of 东岗村."""
    return family_of(
        DONGGANG,
        ("a", "孙长河", "本人", 301, 200),
        ("b", "何桂芝", "配偶", 302, 0),
        ("c", "孙立新", "子", 303, 100),
    )


def settled(town: Town) -> Office:
    """The office, and four families who receive 低保 from April on."""
    office = open_office(town)
    there = office.on("wang", 1, 4)
    publish_counter_phone(area=town.area(LIUXI), phone="024-72810002", since=there.day, by=there)
    for family in (
        sun_family(),
        family_of(DONGGANG, ("a", "周长顺", "本人", 311, 100)),
        family_of(XIDIAN, ("a", "钱秀芝", "本人", 321, 50)),
        family_of(
            DONGGANG,
            ("a", "吴庆", "本人", 331, 0),
            ("b", "郑兰", "配偶", 332, 0),
            ("c", "吴小天", "子", 333, 800),
        ),
    ):
        (award,) = granted(office, family, (3, 7), (3, 22), (3, 25))
        served(office, award)
    return office


def served(office: Office, award: Award) -> None:
    """The notice reaches the head, and the case ends."""
    assert award.case_id is not None
    signed_back(award.case_id, office.on("zhang", 3, 28))
    serve(
        case=award.case_id,
        way=Way.IN_PERSON,
        on=date(2022, 3, 28),
        stamped_on=date(2022, 3, 26),
        received_by=award.head_name,
        by=office.on("zhang", 3, 28),
    )
