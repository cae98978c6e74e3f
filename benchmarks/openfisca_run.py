"""OpenFisca 的测量 — runs inside the throw-away environment: `openfisca_run.py FOLDER [--one]`, one JSON line.

FOLDER holds variables.py, about.json and columns.npz. Money is patched to 64 bits: OpenFisca's `int` is 32.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables.config import VALUE_TYPES

MONTH = "2026-07"


def peak_mb():
    """The most memory that this program held at once; what its parent held before it does not count."""
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) >> 10


def system(folder: Path, figures: dict[str, int]) -> TaxBenefitSystem:
    VALUE_TYPES[int]["dtype"] = np.int64
    roles = [{"key": "member", "plural": "members", "label": "member"}]
    household = build_entity(key="household", plural="households", label="household", roles=roles)
    person = build_entity(key="person", plural="persons", label="person", is_person=True)
    spec = importlib.util.spec_from_file_location("generated", folder / "variables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = TaxBenefitSystem([person, household])
    for variable in module.variables(person, household):
        made.add_variable(variable)
    data = {name: {"values": {"2000-01-01": {"value": value}}} for name, value in figures.items()}
    made.parameters = ParameterNode("", data={"law": data})
    return made


def build(made: TaxBenefitSystem, columns: dict[str, np.ndarray], offsets: np.ndarray, trace: bool):
    count = len(offsets) - 1
    builder = SimulationBuilder()
    builder.create_entities(made)
    builder.declare_person_entity("person", np.arange(offsets[-1]))
    household = builder.declare_entity("household", np.arange(count))
    owners = np.repeat(np.arange(count), np.diff(offsets))
    builder.join_with_persons(household, owners, np.zeros(len(owners), dtype=int))
    simulation = builder.build(made)
    simulation.trace = trace
    for name, values in columns.items():
        simulation.set_input(name, MONTH, values)
    return simulation


def calculate(simulation, about: dict) -> dict[str, np.ndarray]:
    fen = about["fen"]
    found = {name: simulation.calculate(name, MONTH) for name in about["outputs"]}
    return {
        name: (2 * values + fen) // (2 * fen) if name in about["money"] else values
        for name, values in found.items()
    }


def main() -> None:
    folder, one = Path(sys.argv[1]), "--one" in sys.argv
    about = json.loads((folder / "about.json").read_text())
    packed = dict(np.load(folder / "columns.npz"))
    offsets = packed.pop("offsets")
    made = system(folder, about["figures"])
    times, builds = [], []
    for _ in range(about["repeats_one" if one else "repeats"]):
        simulation = found = None
        gc.collect()
        start = time.perf_counter()
        simulation = build(made, packed, offsets, trace=one)
        middle = time.perf_counter()
        found = calculate(simulation, about)
        times.append(time.perf_counter() - middle)
        builds.append(middle - start)
    sums = {name: int(np.asarray(values).astype(np.int64).sum()) for name, values in found.items()}
    told = {
        "first": times[0],
        "warm": statistics.median(times[1:]),
        "build_first": builds[0],
        "build_warm": statistics.median(builds[1:]),
        "peak_mb": peak_mb(),
        "sums": sums,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
