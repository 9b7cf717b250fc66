"""What came from outside as data → models, with a Chinese word for what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from .base import Frozen

M = TypeVar("M", bound=Frozen)

_PROBLEMS = (
    ("missing", "缺少这一项"),
    ("extra_forbidden", "没有这一项"),
    ("string", "应为文字"),
    ("literal", "不是可用的值（可用：{expected}）"),
    ("list", "应为列表"),
    ("model", "应为对象"),
    ("dict", "应为对象"),
    ("float", "应为数字"),
    ("int", "应为整数"),
    ("greater", "超出范围"),
    ("less", "超出范围"),
    ("finite", "应为有限的数字"),
)


class NotAsDescribed(ValueError):
    """Data does not fit its model; ``str()`` says in Chinese where, and what is wrong there."""


def load_model(model: type[M], value: Mapping[str, Any], where: str = "") -> M:
    """A model from data; ``where`` is the data's own place. Raises NotAsDescribed for the first thing wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = where
        for part in first["loc"]:
            place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
        kind = first["type"]
        word = next((text for name, text in _PROBLEMS if kind.startswith(name)), "不合要求")
        expected = (
            str(first.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
        )
        raise NotAsDescribed(f"{place or '内容'}：{word.format(expected=expected)}") from error
