"""Chinese numerals (中文数字) to numbers and back."""

from __future__ import annotations

from functools import lru_cache

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ("零〇○Ｏ０", "一壹元", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_SHORT = {"廿": 20, "卅": 30}


@lru_cache(maxsize=4096)
def parse_numeral(text: str) -> float | None:
    """The value of an Arabic or Chinese numeral (``12``, ``１２``, ``1,200``, ``0.5``, ``十二``, ``二〇二四``, ``两``, ``半``), or None."""
    value = text.strip().replace(",", "").replace("，", "")
    if not value:
        return None
    arabic = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else "." if c == "．" else c for c in value)
    if arabic.replace(".", "", 1).isascii() and arabic.replace(".", "", 1).isdigit():
        return float(arabic)
    if value == "半":
        return 0.5
    return _parse_chinese(value)


def _parse_chinese(value: str) -> float | None:
    if value[0] in _SHORT:
        rest = _parse_chinese(value[1:]) if len(value) > 1 else 0.0
        return None if rest is None or rest > 9 else _SHORT[value[0]] + rest
    if all(char in _DIGITS for char in value):
        return float(int("".join(str(_DIGITS[char]) for char in value)))
    total, section, digit = 0, 0, 0
    seen_unit = 10**9
    for char in value:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            if _UNITS[char] >= seen_unit:
                return None
            seen_unit = _UNITS[char]
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _BIG:
            total = (total + section + digit) * _BIG[char]
            section, digit, seen_unit = 0, 0, 10**9
        else:
            return None
    return float(total + section + digit)


def format_numeral(number: int) -> str:
    """A whole number from 0 to 9,999 as Chinese numerals (``10`` → ``十``, ``203`` → ``二百零三``).

    Raises ValueError outside that range.
    """
    if not 0 <= number <= 9999:
        raise ValueError(number)
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    result = ""
    pending_zero = False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            if pending_zero and result:
                result += "零"
            result += (digits[digit] if not (size == 10 and digit == 1 and not result) else "") + unit
            pending_zero = False
        else:
            pending_zero = True
    return result
