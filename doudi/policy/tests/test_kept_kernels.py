"""留着的机器码 — a compiled kernel is kept under what it was compiled from, and a damaged file is written anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from doudi.policy.compiled import _kept_module, cache_folder

TEXT = "def loop(start):\n    return start + 1\n"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOUDI_CACHE", str(tmp_path))
    return tmp_path / "doudi"


def test_the_same_text_is_kept_once_and_another_beside_it(kept: Path) -> None:
    for text, answer in ((TEXT, 6), (TEXT, 6), (TEXT.replace("1", "2"), 7)):
        module = _kept_module(text)
        assert module is not None and module.loop(5) == answer
    assert len(list(kept.glob("*.py"))) == 2
    assert not list(kept.glob("tmp*")), "nothing half-written is left behind"


@pytest.mark.parametrize("damaged", ["", "def loop(start):\n    return 0\n"])
def test_a_damaged_file_is_written_anew(damaged: str, kept: Path) -> None:
    assert _kept_module(TEXT) is not None
    (file,) = kept.glob("*.py")
    whole = file.read_text("utf-8")
    file.write_text(damaged, "utf-8")
    module = _kept_module(TEXT)
    assert module is not None and module.loop(5) == 6
    assert file.read_text("utf-8") == whole


def test_a_whole_file_is_left_as_it_is(kept: Path) -> None:
    assert _kept_module(TEXT) is not None
    (file,) = kept.glob("*.py")
    before = file.stat()
    assert _kept_module(TEXT) is not None
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_folder_that_cannot_be_written_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DOUDI_CACHE", str(tmp_path / "file"))
    assert _kept_module(TEXT) is None


def test_the_cache_is_the_users_own_where_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOUDI_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_folder() == Path.home() / ".cache" / "doudi"
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/doudi")
