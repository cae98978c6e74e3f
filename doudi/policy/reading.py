"""读文件 — a question file's text as plain maps: YAML or JSON, keys are text, decimals exact, nothing guessed.

Every refusal is a `BadInput` with one Chinese sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 4_000_000
DEEPEST = 40


class BadInput(Exception):
    """A question cannot be answered as it is written: `path` of the field and half a Chinese sentence."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}：{sentence}" if path else sentence)
        self.path, self.sentence = path, sentence


class _Loader(yaml.SafeLoader):
    """YAML whose keys are text, whose days stay text and whose decimals are exact.

    A document nested far deeper than any question is refused before it is built; aliases and tags too.
    """

    depth = 0

    def get_event(self) -> Any:
        event = super().get_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            raise BadInput("", f"{_line(event)}用了 YAML 引用（*），请把内容写全。")
        if getattr(event, "tag", None) is not None:
            raise BadInput("", f"{_line(event)}用了 YAML 标签（!），请删去标签，只写内容。")
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.depth -= 1
        if self.depth > DEEPEST:
            raise BadInput("", f"{_line(event)}嵌套太深，请对照问题文件的格式改正。")
        return event


def _line(event: yaml.Event) -> str:
    return f"第{event.start_mark.line + 1}行" if event.start_mark is not None else "文件"


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _starts in (
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]+$", list("-+0123456789")),
    ("tag:yaml.org,2002:merge", r"^(?:<<)$", ["<"]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _starts)


def _whole(loader: _Loader, node: yaml.ScalarNode) -> int | str:
    return int(node.value) if len(node.value) < 40 else str(node.value)


def _map(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
            raise BadInput("", f"第{key_node.start_mark.line + 1}行的键不是文字，请改成普通的键。")
        key = key_node.value
        if key in found:
            raise BadInput(key, f"第{key_node.start_mark.line + 1}行又写了一次，请删去一个。")
        with _inside(key):
            found[key] = loader.construct_object(value_node, deep=True)
    return found


def _list(loader: _Loader, node: yaml.SequenceNode) -> list[Any]:
    found = []
    for index, inner in enumerate(node.value):
        with _inside(f"[{index}]"):
            found.append(loader.construct_object(inner, deep=True))
    return found


@contextmanager
def _inside(step: str) -> Iterator[None]:
    """What is wrong further in is told with the path to it."""
    try:
        yield
    except BadInput as error:
        joined = error.path if error.path.startswith("[") or not error.path else f".{error.path}"
        raise BadInput(step + joined, error.sentence) from error


_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))
_Loader.add_constructor("tag:yaml.org,2002:map", _map)
_Loader.add_constructor("tag:yaml.org,2002:seq", _list)


_BREAK = re.compile(r"^---[ \t\r]*$", re.MULTILINE)


def _parted(text: str) -> list[str]:
    """The questions between `---`, each with the lines before it as empty ones, so that lines are told rightly."""
    parts, begun = [], 0
    for end in [*(found.span() for found in _BREAK.finditer(text)), (len(text), len(text))]:
        part = text[begun : end[0]]
        if part.strip():
            parts.append("\n" * text.count("\n", 0, begun) + part)
        begun = end[1]
    return parts or [""]


def _from_json(text: str) -> list[Any]:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                raise BadInput("", f"键 {key} 写了两次，请删去一个。")
            found[key] = value
        return found

    def refuse(word: str) -> Any:
        raise BadInput("", f"数字不能写 {word}，请改成普通的数字。")

    def read(part: str) -> Any:
        try:
            return json.loads(part, object_pairs_hook=pairs, parse_float=Decimal, parse_constant=refuse)
        except BadInput as error:
            return error
        except json.JSONDecodeError as error:
            return BadInput("", f"第{error.lineno}行不是正确的 JSON，请检查引号、逗号和括号。")
        except (RecursionError, ValueError, InvalidOperation):
            return BadInput("", "JSON 读不出来，请检查嵌套和数字的写法。")

    return [read(part) for part in _parted(text)]


def read_documents(path: Path) -> list[Any]:
    """The questions of a file as plain maps, not yet checked. Raises BadInput where one cannot be read."""
    documents = read_each(path)
    for document in documents:
        if isinstance(document, BadInput):
            raise document
    return documents


def read_each(path: Path) -> list[Any]:
    """The same, with the refusal itself in place of a question that cannot be read; behind one that is no YAML nothing
    can be. Raises BadInput for an unreadable file.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)  # a device has no size and no end
        if len(content) > MOST_BYTES:
            raise BadInput("", "文件太大（超过 4 MB），请分成几个文件。")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("", "文件不是 UTF-8 编码，请另存为 UTF-8。") from error
    except (OSError, ValueError) as error:
        raise BadInput("", "文件读不出来，请检查路径和权限。") from error
    documents = _from_json(text) if path.suffix.lower() == ".json" else _from_yaml(text)
    if not documents:
        raise BadInput("", "文件里没有问题，请至少写一个。")
    return [_unbroken(document) for document in documents]


def _unbroken(document: Any) -> Any:
    try:
        _refuse_broken(document, 0)
    except BadInput as error:
        return error
    return document


def _refuse_broken(value: Any, depth: int) -> None:
    """Half a surrogate pair, which an escape can smuggle in, is no letter; JSON too may be nested too deep."""
    if depth > DEEPEST:
        raise BadInput("", "文件嵌套太深，请对照问题文件的格式改正。")
    if isinstance(value, str):
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadInput("", "文字里有不成字的编码（\\ud800 一类），请改成正常的文字。")
    elif isinstance(value, dict | list):
        for inner in (*value, *value.values()) if isinstance(value, dict) else value:
            _refuse_broken(inner, depth + 1)


def _from_yaml(text: str) -> list[Any]:
    documents: list[Any] = []
    try:
        loader = _Loader(text)
        while loader.check_node():
            node = loader.get_node()  # whole: what is wrong inside it does not keep the next from being read
            try:
                documents.append(loader.construct_document(node))
            except BadInput as error:
                documents.append(error)
    except BadInput as error:
        documents.append(error)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第{mark.line + 1}行" if mark is not None else "文件"
        documents.append(BadInput("", f"{line}不是正确的 YAML，请检查缩进、冒号和引号。"))
    except (RecursionError, ValueError, ArithmeticError):
        documents.append(BadInput("", "文件读不出来，请对照问题文件的格式改正。"))
    return [document for document in documents if document is not None]
