"""Numbers as a word processor or a browser writes them before the items of a list."""

from __future__ import annotations

from collections.abc import Callable

_SIMPLE = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
MOST = 9999  # what is larger is written in digits
LONGEST_LETTERS = 30  # Word has no more of a letter in a number: 780 items


def numeral(number: int, form: str) -> str:
    """A number in a form named as in WordprocessingML (ST_NumberFormat); in digits where the form is unknown."""
    if not 0 < number <= MOST:
        return str(number)
    return _FORMS.get(form, _digits)(number)


def _digits(number: int) -> str:
    return str(number)


def _counting(digits: str, units: str, zero: str, bare_ten: bool) -> Callable[[int], str]:
    """Numerals with units: 一百二十三. `zero` stands for a gap, `bare_ten` says that 十一 has no 一 in front."""

    def write(number: int) -> str:
        text = ""
        gap = False
        for power in (3, 2, 1, 0):
            digit = number // 10**power % 10
            if digit:
                text += (zero if gap and text else "") + digits[digit] + (units[power - 1] if power else "")
            gap = not digit
        return text[1:] if bare_ten and 10 <= number < 20 else text

    return write


def _one_by_one(digits: str) -> Callable[[int], str]:
    """Numerals digit by digit: 一二三."""
    return lambda number: "".join(digits[int(digit)] for digit in str(number))


def _letters(first: str) -> Callable[[int], str]:
    """a … z, aa … zz, up to LONGEST_LETTERS of one letter; in digits from there."""

    def write(number: int) -> str:
        times = (number - 1) // 26 + 1
        return chr(ord(first) + (number - 1) % 26) * times if times <= LONGEST_LETTERS else str(number)

    return write


def _cycle(signs: str) -> Callable[[int], str]:
    """甲 … 癸, in digits from where the signs end."""
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _block(first: int, count: int) -> str:
    return "".join(chr(first + i) for i in range(count))


_thousands = _counting(_SIMPLE, "十百千", "零", True)
_circled = _cycle(_block(0x2460, 20) + _block(0x3251, 15) + _block(0x32B1, 15))
_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "decimal": _digits,
    "decimalHalfWidth": _digits,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({48 + i: 0xFF10 + i for i in range(10)}),
    "numberInDash": lambda number: f"- {number} -",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _cycle(_block(0x2474, 20)),
    "decimalEnclosedFullstop": _cycle(_block(0x2488, 20)),
    "ideographEnclosedCircle": _cycle(_block(0x3220, 10)),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "chineseCounting": _counting(_SIMPLE, "十百千", "〇", True),
    "chineseCountingThousand": _thousands,
    "japaneseCounting": _thousands,
    "koreanCounting": _thousands,
    "taiwaneseCounting": _thousands,
    "taiwaneseCountingThousand": _thousands,
    "chineseLegalSimplified": _counting(_LEGAL, "拾佰仟", "零", False),
    "japaneseLegal": _counting(_LEGAL, "拾佰仟", "零", False),
    "ideographLegalTraditional": _counting(_LEGAL_TRADITIONAL, "拾佰仟", "零", False),
    "japaneseDigitalTenThousand": _one_by_one(_SIMPLE),
    "ideographDigital": _one_by_one(_SIMPLE),
    "taiwaneseDigital": _one_by_one(_SIMPLE),
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
}
