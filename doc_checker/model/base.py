"""What every part of the contract is built from."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "1"


class Frozen(BaseModel):
    """An immutable value of the contract; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def made_of(cls, **values: Any) -> Self:
        """The same as the constructor in half the time, for what is made by the thousand; checked alike."""
        made: Self = cls.__pydantic_validator__.validate_python(values)
        return made


class Span(Frozen):
    """Where a value stands: code-point offsets into the record's text, page from 1, box in PDF points (origin top left)."""

    page: int | None = None
    start: int
    end: int
    bbox: tuple[float, float, float, float] | None = None


class Finding(Frozen):
    """Something that is at fault in the document (not in the program, not in the usage)."""

    code: str
    severity: str = Field(pattern="^(error|warning|info)$")
    message: str
    span: Span | None = None
    data: dict[str, Any] = Field(default_factory=dict)
