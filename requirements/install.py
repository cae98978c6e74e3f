"""装环境: makes .venv and installs one of the hash-locked sets, then Doudi itself.

Usage: python3 requirements/install.py runtime|dev|spark
Needs Python 3.11 or newer with pip and nothing else. Done again with nothing changed it returns at once:
the stamp in .venv holds a digest of the lock, pyproject.toml, this file and the interpreter.
The dev set holds the runtime set, and the spark set holds both, so a larger set satisfies a smaller request.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LOCKS = TOP / "requirements"
VENV = TOP / ".venv"
SETS = ("runtime", "dev", "spark")  # each holds those before it
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def digest(which: str) -> str:
    """What an installation of this set was made from, as one hexadecimal word."""
    parts = [LOCKS / f"{which}.lock", LOCKS / "uv.lock", TOP / "pyproject.toml", Path(__file__)]
    seal = hashlib.sha256(f"{sys.version} {TOP}".encode())
    for part in parts:
        seal.update(part.read_bytes())
    return seal.hexdigest()


def stamp(which: str) -> Path:
    return VENV / f"installed-{which}"


def is_installed(which: str) -> bool:
    """Whether this set, or a larger one, stands in .venv as its lock says today."""
    larger = SETS[SETS.index(which) :]
    return PYTHON.exists() and any(
        stamp(name).exists() and stamp(name).read_text() == digest(name) for name in larger
    )


def ask_pip(*words: str) -> str:
    """pip 的设置; an empty string where pip has none."""
    done = subprocess.run([PYTHON, "-m", "pip", *words], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def surroundings() -> dict[str, str]:
    """The environment for uv: an index set for pip counts for uv too, as many offices set a mirror for pip."""
    env = dict(os.environ, VIRTUAL_ENV=str(VENV))
    index = os.environ.get("PIP_INDEX_URL") or ask_pip("config", "get", "global.index-url")
    if index and not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & set(os.environ):
        env["UV_DEFAULT_INDEX"] = index
    return env


def run(*words: str | Path, env: dict[str, str] | None = None) -> bool:
    return subprocess.run([str(word) for word in words], cwd=TOP, env=env).returncode == 0


def install_with_uv(lock: Path) -> bool:
    """Fast way; False where uv cannot be had or does not succeed, and pip must do the work."""
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    if not run(*pip, "--require-hashes", "-r", LOCKS / "uv.lock"):
        return False
    uv = BIN / ("uv.exe" if os.name == "nt" else "uv")
    return run(uv, "pip", "sync", "--quiet", "--require-hashes", lock, env=surroundings())


def install_with_pip(lock: Path) -> bool:
    return run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)


def install(which: str) -> None:
    """Make .venv hold the set, and Doudi itself, editable. On failure the program ends with a sentence."""
    here = [name for name in SETS if stamp(name).exists()]
    which = max([which, *here], key=SETS.index)  # never take away what a larger set brought
    lock = LOCKS / f"{which}.lock"
    for old in here:
        stamp(old).unlink()
    if not PYTHON.exists():
        print("正在建立 .venv …", flush=True)
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    print(f"正在安装 requirements/{which}.lock …", flush=True)
    if not install_with_uv(lock):
        print("uv 不可用，改用 pip 安装 …", flush=True)
        if not install_with_pip(lock):
            sys.exit("安装没有成功：请检查网络或软件源设置，然后再运行一次同样的命令。")
    itself = ("--no-deps", "--no-build-isolation", "--editable", ".")
    if not run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *itself):
        sys.exit("Doudi 本身没有装上：请看上面的错误，改正后再运行一次同样的命令。")
    stamp(which).write_text(digest(which))


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1] not in SETS:
        sys.exit(f"用法：python3 requirements/install.py {'|'.join(SETS)}")
    if sys.version_info < (3, 11):  # noqa: UP036 an older interpreter may well be what runs this file
        sys.exit("需要 Python 3.11 或更新的版本，可以这样指定：make setup PYTHON=python3.12")
    if not is_installed(sys.argv[1]):
        install(sys.argv[1])


if __name__ == "__main__":
    main()
