"""锁定依赖: writes requirements/*.lock from pyproject.toml; run by `make lock`.

uv.lock itself stays out of git, for it records server addresses; the exported files hold names, versions,
markers and hashes alone and serve uv and pip alike.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
UV = TOP / ".venv" / "bin" / "uv"
SETS = {
    "uv": ["--only-group", "bootstrap"],
    "runtime": ["--no-dev", "--group", "build"],
    "dev": ["--group", "dev", "--group", "build"],
    "spark": ["--group", "dev", "--group", "build", "--extra", "spark"],
}


def main() -> None:
    subprocess.run([UV, "lock", "--quiet", "--upgrade"], cwd=TOP, check=True)
    for name, choice in SETS.items():
        bare = ["--frozen", "--no-emit-project", "--no-header", "--no-annotate"]
        out = ["--output-file", f"requirements/{name}.lock"]
        subprocess.run([UV, "export", "--quiet", *bare, *choice, *out], cwd=TOP, check=True)


if __name__ == "__main__":
    main()
