"""What the papers tell a newcomer to type exists, and every target of the Makefile says what it does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import TOP, names

MAKEFILE = (TOP / "Makefile").read_text("utf-8")
HEAVY = ("numpy", "numba", "pyarrow", "pyspark", "django", "psycopg", "multiprocessing", "asyncio", "tqdm")
PAPERS = [name for name in names() if name.endswith(".md")]

_TARGET = re.compile(r"^([a-z][a-z0-9-]*):(?!=)(.*)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def unexplained(makefile: str) -> list[str]:
    """Targets without a help line (`target: needs ## what it does`)."""
    return [name for name, rest in _TARGET.findall(makefile) if not re.search(r"## \S", rest)]


def targets(makefile: str) -> set[str]:
    return {name for name, _ in _TARGET.findall(makefile)}


def typed(paper: str) -> list[list[str]]:
    """The command lines in a paper's shell blocks, as words; comments and settings before a command go."""
    lines = [line.split("#")[0].split() for block in _BLOCK.findall(paper) for line in block.splitlines()]
    bare = [[word for word in words if not re.match(r"^[A-Z_]+=", word)] for words in lines]
    return [words for words in bare if words]


def unknown_targets(paper: str, makefile: str) -> list[str]:
    asked = [word for words in typed(paper) if words[0] == "make" for word in words[1:]]
    return [word for word in asked if word not in targets(makefile)]


def doudi_commands() -> set[str]:
    run = [sys.executable, "-c", "import sys; from doudi.cli import main; sys.exit(main(['--help']))"]
    told = subprocess.run(run, cwd=TOP, capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  ([a-z][a-z-]*)\s", told, re.MULTILINE))


def unknown_doudi(paper: str, known: set[str]) -> list[str]:
    asked = [words for words in typed(paper) if words[0].rsplit("/", 1)[-1] == "doudi"]
    return [" ".join(words) for words in asked if len(words) > 1 and words[1] not in known]


def missing_files(paper: str) -> list[str]:
    """Files that a command line in the paper reads and that are not there; what follows `--out` is made."""
    found = []
    for words in typed(paper):
        for before, word in zip(["", *words], words, strict=False):
            is_path = re.fullmatch(r"(doudi|docs|tests|benchmarks|requirements)/[\w./-]+", word)
            if is_path and before != "--out" and not (TOP / word).exists():
                found.append(word)
    return found


def test_every_target_says_what_it_does() -> None:
    assert unexplained(MAKEFILE) == []


def test_make_alone_prints_every_target() -> None:
    told = subprocess.run(
        ["make", "--no-print-directory"], cwd=TOP, capture_output=True, text=True, check=True
    ).stdout
    assert [name for name in sorted(targets(MAKEFILE)) if f"make {name} " not in told] == []


def test_the_promised_targets_are_there() -> None:
    assert {"setup", "demo", "test", "check", "proof", "help"} <= targets(MAKEFILE)


@pytest.mark.parametrize("name", PAPERS)
def test_what_a_paper_tells_to_type_exists(name: str) -> None:
    paper = (TOP / name).read_text("utf-8")
    assert unknown_targets(paper, MAKEFILE) == []
    assert unknown_doudi(paper, doudi_commands()) == [] if "doudi " in paper else True
    assert missing_files(paper) == []


def test_the_ci_script_runs_the_readme_s_test_command() -> None:
    assert "\nmake test\n" in (TOP / ".ci" / "run").read_text("utf-8")
    assert ["make", "test"] in typed((TOP / "README.md").read_text("utf-8"))


def check_examples(files: list[str]) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-c", "import sys; from doudi.cli import main; sys.exit(main(sys.argv[1:]))"]
    return subprocess.run([*run, "ask", "--check", *files], cwd=TOP, capture_output=True, text=True)


def test_every_example_that_a_newcomer_is_shown_answers_as_it_says() -> None:
    told = check_examples(
        [name for name in names() if re.fullmatch(r"doudi/policy/examples/[^/]+\.yaml", name)]
    )
    assert told.returncode == 0, told.stdout + told.stderr


def test_an_example_that_expects_another_amount_is_caught(tmp_path: Path) -> None:
    example = (TOP / "doudi" / "policy" / "examples" / "s02.yaml").read_text("utf-8")
    first = example.split("\n---\n")[0]
    assert 'monthly: "80.00"' in first
    (tmp_path / "s02.yaml").write_text(first.replace('monthly: "80.00"', 'monthly: "81.00"'), "utf-8")
    assert check_examples([str(tmp_path / "s02.yaml")]).returncode == 1


def test_a_silent_target_is_caught() -> None:
    assert unexplained("loud: ## says it\nquiet: loud\n\techo\n") == ["quiet"]


def test_an_invented_command_is_caught() -> None:
    paper = "```sh\nmake demo\nmake tea  # with milk\nPORT=8123 .venv/bin/doudi brew docs/no-such.yaml\n```\n"
    assert unknown_targets(paper, "demo: ## shows\n") == ["tea"]
    assert unknown_doudi(paper, {"ask"}) == [".venv/bin/doudi brew docs/no-such.yaml"]
    assert missing_files(paper) == ["docs/no-such.yaml"]


@pytest.mark.parametrize(
    ("module", "kept_out"),
    [
        ("doudi.policy", ("yaml", "decimal", *HEAVY)),
        ("doudi.policy.commands", HEAVY),
    ],
)
def test_a_question_at_the_counter_does_not_wait_for_what_only_millions_need(
    module: str, kept_out: tuple[str, ...]
) -> None:
    """`doudi ask` answers in half a second because none of these is loaded for it."""
    run = [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"]
    loaded = subprocess.run(run, cwd=TOP, capture_output=True, text=True, check=True).stdout.split()
    assert module in loaded
    assert sorted(set(loaded) & set(kept_out)) == []
