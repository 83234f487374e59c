"""Is a returned value of the type that the signature promises? Said to the learner before any check looks inside."""

from __future__ import annotations

import ast
import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from course.words import Words

say = Words("grader")

Types = Mapping[str, Mapping[str, Any]]


@cache
def return_type(signature: str) -> str:
    """The text after `->` of `name(arg: Type) -> Type`."""
    node = ast.parse(f"def {signature}: ...").body[0]
    assert isinstance(node, ast.FunctionDef)
    return ast.unparse(node.returns) if node.returns else ""


def misfit(value: Any, wanted: str, types: Types) -> str:
    """A sentence that says where `value` is not of type `wanted`, or an empty text. Unknown type names fit anything."""
    return next(_faults(value, _parsed(wanted), types, ""), "") if wanted else ""


@cache
def _parsed(wanted: str) -> ast.expr:
    """The same nodes for the same text, so that what is known of a node is known for every item of a long list."""
    return ast.parse(wanted, mode="eval").body


def _faults(value: Any, node: ast.expr, types: Types, path: str) -> Iterator[str]:
    options = _options(node)
    if any(next(_option_faults(value, option, types, path), None) is None for option in options):
        return
    if value is None and not path:
        yield say("shape.none") + "？"
    elif len(options) == 1 or isinstance(value, dict):
        yield from _option_faults(value, options[0], types, path)
    else:
        yield _wrong(value, node, types, path)


@cache
def _options(node: ast.expr) -> tuple[ast.expr, ...]:
    return (*_options(node.left), *_options(node.right)) if isinstance(node, ast.BinOp) else (node,)


def _option_faults(value: Any, node: ast.expr, types: Types, path: str) -> Iterator[str]:
    if isinstance(node, ast.Subscript):
        yield from _generic_faults(value, node, types, path)
        return
    name = _name(node)
    if name in types:
        yield from _named_faults(value, types[name], types, path)
    elif name in _SIMPLE and not _SIMPLE[name](value):
        yield _wrong(value, node, types, path)


def _generic_faults(value: Any, node: ast.Subscript, types: Types, path: str) -> Iterator[str]:
    name = _name(node.value)
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Literal":
        if value not in [ast.literal_eval(part) for part in parts]:
            yield _wrong(value, node, types, path)
    elif name in _SIMPLE and not _SIMPLE[name](value):
        yield _wrong(value, node, types, path)
    elif name in ("list", "set"):
        for i, item in enumerate(value):
            yield from _faults(item, parts[0], types, f"{path}[{i}]")
    elif name == "dict":
        for key, item in value.items():
            yield from _faults(item, parts[1], types, _join(path, key))
    elif name == "tuple" and not (len(parts) == 2 and isinstance(parts[1], ast.Constant)):
        yield from _tuple_faults(value, parts, types, path)


def _tuple_faults(value: tuple[Any, ...], parts: list[ast.expr], types: Types, path: str) -> Iterator[str]:
    if len(value) != len(parts):
        yield say("shape.length", where=_where(path), want=len(parts), got=len(value))
        return
    for i, (item, part) in enumerate(zip(value, parts, strict=True)):
        yield from _faults(item, part, types, f"{path}[{i}]")


def _named_faults(value: Any, fields: Mapping[str, Any], types: Types, path: str) -> Iterator[str]:
    if fields.get("kind") == "table":
        yield from _table_faults(value, fields["fields"], path)
        return
    if not isinstance(value, dict):
        yield say("shape.wrong", where=_where(path), want=say("shape.names.dict"), got=_kind(value))
        return
    wanted = fields["fields"]
    missing = [key for key in wanted if key not in value]
    if missing:
        yield say("shape.missing_keys", where=_where(path), keys="、".join(missing))
        return
    for key, kind in wanted.items():
        yield from _faults(value[key], _parsed(kind), types, _join(path, key))


def _table_faults(value: Any, columns: Mapping[str, Any], path: str) -> Iterator[str]:
    if not _is_table(value, "DataFrame"):
        yield say("shape.wrong", where=_where(path), want=say("shape.names.DataFrame"), got=_kind(value))
        return
    missing = [name for name in columns if name not in value.columns]
    if missing:
        yield say("shape.missing_columns", where=_where(path), columns="、".join(missing))


def _wrong(value: Any, node: ast.expr, types: Types, path: str) -> str:
    names = [_words(option, types) for option in _options(node)]
    return say("shape.wrong", where=_where(path), want=say("shape.names.or").join(names), got=_kind(value))


def _words(node: ast.expr, types: Types) -> str:
    if isinstance(node, ast.Subscript) and _name(node.value) == "Literal":
        return say("shape.names.one_of", values=ast.unparse(node.slice))
    name = _name(node.value if isinstance(node, ast.Subscript) else node)
    if name in types:
        return say("shape.names.DataFrame" if types[name].get("kind") == "table" else "shape.names.dict")
    return say(f"shape.names.{name}") if name in _SIMPLE else name


@cache
def _name(node: ast.expr) -> str:
    return "None" if isinstance(node, ast.Constant) and node.value is None else ast.unparse(node)


def _join(path: str, key: Any) -> str:
    return f"{path}.{key}" if path else str(key)


def _where(path: str) -> str:
    return say("shape.item", path=path) if path else say("shape.value")


def _kind(value: Any) -> str:
    return "None" if value is None else f" {type(value).__name__}"


def _is_table(value: Any, name: str) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, getattr(pandas, name))


def _is_whole(value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


_SIMPLE: dict[str, Any] = {
    "None": lambda value: value is None,
    "bool": lambda value: isinstance(value, bool),
    "int": _is_whole,
    "float": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "str": lambda value: isinstance(value, str),
    "date": lambda value: isinstance(value, dt.date) and not isinstance(value, dt.datetime),
    "Timestamp": lambda value: isinstance(value, dt.datetime),
    "list": lambda value: isinstance(value, list),
    "tuple": lambda value: isinstance(value, tuple),
    "set": lambda value: isinstance(value, set),
    "dict": lambda value: isinstance(value, dict),
    "Series": lambda value: _is_table(value, "Series"),
    "DataFrame": lambda value: _is_table(value, "DataFrame"),
}
