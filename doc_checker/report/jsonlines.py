"""JSON and JSON Lines of the contract's models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

# Line ends for some readers of lines, though not for JSON: escaped, so that one record stays one line everywhere.
_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


def to_plain(value: BaseModel | Mapping[str, Any], *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A model as JSON-ready data, whole numbers as integers (as documents print them), without some top fields."""
    data = value.model_dump(mode="json") if isinstance(value, BaseModel) else dict(value)
    plain: dict[str, Any] = _plain({key: item for key, item in data.items() if key not in without})
    return plain


def render_json(
    value: BaseModel | Mapping[str, Any], *, lines: bool = False, without: frozenset[str] = frozenset()
) -> str:
    """One indented JSON object, or with ``lines`` one line of JSON Lines; ends with a line end."""
    data = to_plain(value, without=without)
    indent, separators = (None, (",", ":")) if lines else (2, (",", ": "))
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    return text.translate(_LINE_ENDS) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, BaseModel):
        return _plain(value.model_dump(mode="json"))
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
