"""Names on screens that others can see are masked: GB/T 35273-2020 7.2, display limitation.

王芳 -> 王*    张建国 -> 张*国    王小明明 -> 王**明    欧阳建国 -> 欧阳*国    阿依古丽·买买提 -> 阿**提
"""

from unicodedata import category

COMPOUND = frozenset(
    (
        "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 端木 百里 东郭 南宫 西门 "
        "独孤 轩辕 闻人 太史 公羊 澹台 申屠 钟离 濮阳 淳于 单于 呼延 左丘 宗政 万俟 赫连 拓跋 段干 第五 公冶 "
        "仲孙 鲜于 司寇 梁丘 公良"
    ).split()
)


GETA = "〓"
"""What is shown in the place of a character that a font lacks."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute. No name does, so none that is ever exported can run anything."""


def masked(name: str) -> str:
    """The name with its middle starred out: one letter as it is, of two the first, and never more than two stars.

    Any text has a mask. Dots, blanks and the like only part a name and are never shown; a text of nothing else is "*".
    """
    parts = _parts(name)
    letters = "".join(parts)
    if len(letters) <= 1:
        return letters or "*" * bool(name.strip())
    if len(letters) == 2:
        return f"{letters[0]}*"
    if len(parts) > 1:
        return f"{letters[0]}**{letters[-1]}"
    family = letters[:2] if letters[:2] in COMPOUND else letters[0]
    hidden = len(letters) - len(family) - 1
    return family + ("*" * min(2, hidden) + letters[-1] if hidden else "*")


def surname(name: str) -> str:
    """The surname as a Chinese speaker takes it from a name; the first letter where a name is not built that way.

    Empty where there is no letter at all.
    """
    parts = _parts(name)
    first = parts[0] if parts else ""
    return first[:2] if first[:2] in COMPOUND and len("".join(parts)) > 2 else first[:1].upper()[:1]


def _parts(name: str) -> list[str]:
    """The letters and numerals, apart where anything else is seen between them."""
    return "".join(map(_told, name)).split()


def _told(letter: str) -> str:
    """What a mask may tell of one character; a mark that is written on another, or that nobody sees, parts nothing.

    Python's tables are older than the newest rare characters of names: what they do not know is taken for a letter.
    """
    kind = category(letter)
    if kind[0] in "LN" or kind in {"Cn", "Co"}:
        return letter
    return "" if kind[0] == "M" or kind in {"Cf", "Cs"} else " "
