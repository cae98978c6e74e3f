"""打包 — the drawn people as an Arrow batch of packed households, and their names and numbers beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.packed import MEMBER_TYPE, SCHEMA, SUPPORTER_TYPE
from doudi.policy.people.divisions import rates
from doudi.policy.people.draws import Draws, Flags, Ints
from doudi.policy.people.forgetting import Forgotten
from doudi.policy.people.homes import ADULT_WIFE, CHILD, ELDER, ELDER_WIFE, RELATIONS, Homes
from doudi.policy.people.kin import RELATIONS as KIN_RELATIONS
from doudi.policy.people.kin import Supporters
from doudi.policy.people.names import full_names, surnames
from doudi.policy.people.numbers import Numbers

PERSONS_SCHEMA = pa.schema(
    [
        pa.field(name, pa.string(), nullable=name == "id_number")
        for name in ("household_id", "member_id", "name", "ethnicity", "id_number")
    ]
)


@dataclass
class Drawn:
    """One partition's people: households with members and facts, supporters, and what is not known."""

    homes: Homes
    kin: Supporters
    forgotten: Forgotten
    serial: Ints  # of each household in its village, from 1


def household_ids(drawn: Drawn) -> pa.Array:
    """Village code, a hyphen, a serial of six digits: no household id has the form of an ID number."""
    codes = pa.array([village.code for village in drawn.homes.villages])
    serial = pc.utf8_lpad(pc.cast(pa.array(drawn.serial), pa.string()), 6, "0")
    return pc.binary_join_element_wise(codes.take(pa.array(drawn.homes.village)), serial, "-")


def packed_table(drawn: Drawn) -> pa.Table:
    """The households in the schema of `doudi.policy.packed`; null is not known."""
    homes, unknown = drawn.homes, drawn.forgotten
    columns = {
        "household_id": household_ids(drawn),
        "township": _of_village(drawn, "township"),
        "village": _of_village(drawn, "code"),
        "urban": pa.array(homes.urban),
        "lifted_out_of_poverty": pa.array(homes.assets["lifted_out_of_poverty"] == 1),
        "members": _members(drawn),
        "supporters": _supporters(drawn),
    }
    for name in ("financial_assets", "homes", "vehicles", "businesses"):
        mask = unknown.all_assets | (unknown.financial_assets & (name == "financial_assets"))
        columns[name] = _column(homes.assets[name], SCHEMA.field(name), mask)
    return pa.Table.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _of_village(drawn: Drawn, name: str) -> pa.Array:
    each = pa.array([getattr(village, name) for village in drawn.homes.villages])
    return each.take(pa.array(drawn.homes.village))


def _column(values: Ints, as_field: pa.Field, mask: Flags | None = None) -> pa.Array:
    if pa.types.is_boolean(as_field.type):
        return pa.array(values.astype(np.bool_))
    return pa.array(values, type=as_field.type, mask=mask)


def member_ids(homes: Homes) -> pa.Array:
    """m1, m2, … within each household."""
    return _numbered("m", homes.offsets)


def _numbered(letter: str, offsets: Ints) -> pa.Array:
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], np.diff(offsets)) + 1
    return pc.binary_join_element_wise(letter, pc.cast(pa.array(within), pa.string()), "")


def _members(drawn: Drawn) -> pa.Array:
    homes, unknown = drawn.homes, drawn.forgotten
    arrays = []
    for field in MEMBER_TYPE:
        if field.name == "id":
            arrays.append(member_ids(homes))
        elif field.name == "relation":
            arrays.append(pa.array(RELATIONS).take(pa.array(homes.relation)))
        elif field.name == "sex":
            arrays.append(pa.array(["female", "male"]).take(pa.array(homes.male.astype(np.int64))))
        elif field.name in ("income_known", "spending_known"):
            arrays.append(pa.array(~(unknown.income if field.name == "income_known" else unknown.spending)))
        elif field.name == "birth":
            arrays.append(_column(homes.birth, field, unknown.birth))
        elif field.name == "self_care_failed":
            failed = homes.facts["self_care_failed"]
            arrays.append(_column(failed, field, failed < 0))
        else:
            arrays.append(_column(_known(field.name, homes, unknown), field))
    members = pa.StructArray.from_arrays(arrays, fields=list(MEMBER_TYPE))
    return pa.ListArray.from_arrays(
        homes.offsets.astype(np.int32), members, type=SCHEMA.field("members").type
    )


def _known(name: str, homes: Homes, unknown: Forgotten) -> Ints:
    """A member's fact, 0 where its whole kind is not known."""
    if name.startswith("income_"):
        return np.where(unknown.income, 0, homes.facts[name])
    if name.startswith("spending_"):
        return np.where(unknown.spending, 0, homes.facts[name])
    return homes.facts[name]


def _supporters(drawn: Drawn) -> pa.Array:
    homes, kin, unknown = drawn.homes, drawn.kin, drawn.forgotten
    kept = ~unknown.supporters[kin.home]
    number = np.bincount(kin.home[kept], minlength=homes.count)
    offsets = np.concatenate(([0], np.cumsum(number))).astype(np.int64)
    lengths = np.diff(kin.starts)
    supports = kin.supports[np.repeat(kept, lengths)]
    starts = np.concatenate(([0], np.cumsum(lengths[kept]))).astype(np.int32)
    arrays = []
    for field in SUPPORTER_TYPE:
        if field.name == "id":
            arrays.append(_numbered("s", offsets))
        elif field.name == "relation":
            arrays.append(pa.array(KIN_RELATIONS).take(pa.array(kin.relation[kept])))
        elif field.name == "supports":
            inner = pa.array(supports, type=pa.int16())
            arrays.append(pa.ListArray.from_arrays(starts, inner, type=field.type))
        else:
            mask = unknown.family[kept] if field.name in ("family_size", "family_income") else None
            arrays.append(_column(getattr(kin, field.name)[kept], field, mask))
    entries = pa.StructArray.from_arrays(arrays, fields=list(SUPPORTER_TYPE))
    return pa.ListArray.from_arrays(
        offsets.astype(np.int32),
        entries,
        type=SCHEMA.field("supporters").type,
        mask=pa.array(unknown.supporters),
    )


def persons_table(draws: Draws, numbers: Numbers, drawn: Drawn) -> pa.Table:
    """Names and ID numbers by household and member; no number where the birth is not known."""
    homes, r = drawn.homes, rates()
    often = np.asarray([r["place"]["manchu_permille"][village.township] for village in homes.villages])
    manchu = draws.chance(often[homes.village], homes.count)
    surname, own_manchu = _surnames(draws, homes, manchu, often)
    names = full_names(draws, surname, homes.birth // 10000, homes.male)
    given = numbers.give(homes.birth, homes.male)
    ids = pc.if_else(pa.array(drawn.forgotten.birth), pa.scalar(None, pa.string()), given)
    household = household_ids(drawn).take(pa.array(homes.home))
    ethnicity = pa.array(["汉族", "满族"]).take(pa.array(own_manchu.astype(np.int64)))
    return pa.Table.from_arrays([household, member_ids(homes), names, ethnicity, ids], schema=PERSONS_SCHEMA)


def _surnames(draws: Draws, homes: Homes, manchu: Flags, often: Ints) -> tuple[Ints, Flags]:
    """The family's surname; wives keep theirs, and some children bear that of a parent not at home."""
    family, other = surnames(draws, manchu), surnames(draws, manchu)
    own_manchu = draws.chance(often[homes.village][homes.home], homes.members)
    own = surnames(draws, own_manchu)
    married_in = np.isin(homes.slot, (ELDER_WIFE, ADULT_WIFE))
    several = np.diff(homes.offsets)[homes.home] > 1
    married_in |= (homes.slot == ELDER) & ~homes.male & several
    mother = homes.is_form("single_parent") & ~homes.male[homes.offsets[:-1]]
    maternal = homes.is_form("left_behind") & draws.chance(
        rates()["family"]["grandchild_other_surname_permille"], homes.count
    )
    others = (homes.slot >= CHILD) & (mother | maternal)[homes.home]
    surname = np.where(married_in, own, np.where(others, other[homes.home], family[homes.home]))
    return surname, np.where(married_in, own_manchu, manchu[homes.home])
