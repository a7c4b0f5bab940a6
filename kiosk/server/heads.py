"""What the heads of a list's columns mean, and in which line of a sheet they stand.

    出生⏎日期, 出生日期（必填）, *出生日期      birth: a head is taken without blanks, marks and what stands in brackets
    联系电话1, 手机, 固定电话                  phone, each of them
    老人姓名, 居民姓名                         name: who is meant is left out
    序号, 行号, No., #                         the line's number in this file: never a person's

Heads are looked for in the first ten lines. They may be two lines, the upper one with cells that span several columns.
The same heads twice in one line are two halves of a list, side by side on the paper: each half has its own people.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiosk.server.spreadsheet import MOST_COLUMNS, Line
from kiosk.server.writing import plain

_ALIASES = {
    "name": "name 姓名 名字 姓名全称 居民 老人 fullname",
    "birth": "birth birthday 生日 出生日期 出生年月日 出生日 出生时间 生年月日 公历生日 阳历生日 出生 出生年月 "
    "birthdate dateofbirth dob",
    "number": "number 编号 会员号 会员编号 会员编码 档案号 档案编号 建档编号 居民编号 居民号 老人编号 人员编号 登记号 "
    "登记编号 服务编号 编码 membernumber memberno memberid",
    "card": "card cards 卡号 卡 就餐卡号 就餐卡 餐卡号 饭卡号 饭卡 会员卡号 会员卡 卡片号 卡片编号 卡编号 卡号码 "
    "一卡通号 一卡通 一卡通卡号 ic卡号 id卡号 rfid卡号 卡面号 刷卡号 签到卡号 签到卡 老年卡号 cardnumber cardno cardid",
    "phone": "phone telephone 电话 手机 手机号 联系电话 手机号码 联系方式 电话号码 固定电话 固话 座机 家庭电话 "
    "住宅电话 移动电话 联系手机 联系号码 手机电话 宅电 tel mobile mobilephone cellphone phonenumber",
    "identity": "identity 身份证 身份证号 身份证号码 公民身份号码 公民身份证号 公民身份证号码 居民身份证 居民身份证号 "
    "居民身份证号码 身份号码 身份证件号 身份证件号码 证件号 证件号码 idnumber idcard idcardnumber idno",
    "greeting": "greeting 生日祝福",
    "language": "language 语言",
    "state": "state 状态 人员状态 居民状态 在册状态 status",
}
COLUMNS = {column: tuple(aliases.split()) for column, aliases in _ALIASES.items()}
"""Our own names of the columns, and the heads that mean them."""
LINES = "序号 序 行号 行 顺序号 顺序 排序 项次 no nr row rownumber serial serialnumber index".split()
"""Heads of the number that a line has in its own file."""
WHOSE = re.compile("^(老年人|老人|长者|居民|会员|本人|人员|住户|客户|服务对象|对象|个人)")
OTHERS = re.compile(
    "监护|家属|紧急|子女|儿女|配偶|联系人|代领|代办|户主"
    "|亲属|亲友|担保|照料|照护|护理|责任人|负责|经办|办理|介绍|推荐|网格员|志愿|父亲|母亲|家长|邻居"
)
"""In the head of a column, or of a group of columns, that is about another person than the row's."""
SEVERAL = ("phone", "identity", "card")
"""What a person may have more than one of: columns of the same meaning are joined."""
FIRST_LINES = 10
_MARKS = re.compile(r"[\s*·:：.。、,，/\\_\-—'\"]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|\{[^{}]*\}")
_COUNT = re.compile(r"[0-9一二三四]+$")
_MEANINGS = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a sheet: their first and last line, and what stands in each column."""

    first: int
    last: int
    words: Sequence[str]
    meanings: Mapping[int, str]
    halves: Sequence[int] = ()
    """The first column of each half, where halves of a list stand side by side; empty for any other list."""

    def __len__(self) -> int:
        """How many columns are understood."""
        return len(self.meanings)

    def parts(self) -> Iterator[tuple[range, Mapping[int, str]]]:
        """The columns of each half, or of the whole list, and what stands in them."""
        starts = [0, *self.halves[1:], MOST_COLUMNS]
        for start, end in pairwise(starts):
            columns = range(start, end)
            yield columns, {column: name for column, name in self.meanings.items() if column in columns}


def meaning(head: str) -> str | None:
    """Our own name of a column with this head; None for a column that is not ours."""
    word = _bare(head)
    for one in (word, _COUNT.sub("", word)):
        for known in (one, WHOSE.sub("", one)):
            if found := _MEANINGS.get(known):
                return found
    return None


def counts_lines(head: str) -> bool:
    """Whether a column with this head holds the numbers of its own lines."""
    return _bare(head) in LINES or plain(head).strip("*. ") == "#"


def find(lines: Sequence[Line]) -> Heads | None:
    """The heads among the first lines of a sheet: those with most columns that are ours, a name among them."""
    early = [line for line in lines if line.number <= FIRST_LINES]
    found = [heads for heads in _possible(early) if "name" in heads.meanings.values()]
    named = {heads.first for heads in found if heads.first == heads.last}
    best = max(found, key=lambda heads: (len(heads), _rank(heads, named), -heads.first), default=None)
    upper = next((line for line in early if best and line.number == best.first - 1), None)
    if best and best.first == best.last and upper and _is_groups(upper):
        return next((heads for heads in found if (heads.first, heads.last) == (upper.number, best.first)), best)
    return best


def _is_groups(line: Line) -> bool:
    """Whether a line above the heads groups their columns; a title, and who filled the list in, do not."""
    several = sum(map(bool, line.cells)) > 1 or any(OTHERS.search(cell) for cell in line.cells[1:])
    return several and not any(re.search(r"[:\d]", cell) for cell in line.cells)


def _rank(heads: Heads, named: Collection[int]) -> int:
    """Two lines before one where the upper one names a person's column; after it where that is a title."""
    return 1 if heads.first == heads.last else 2 if heads.first in named else 0


def again(line: Line, heads: Heads) -> Heads | None:
    """Heads that stand in the middle of a sheet once more, as on every page of a printed one; else None."""
    new = _of(line.number, line.number, line.cells)
    at = next(column for column, name in heads.meanings.items() if name == "name")
    repeated = len(new) > 1 and 2 * len(new) > len(heads) and "name" in new.meanings.values()
    return new if repeated or (len(heads) == 1 and new.meanings.get(at) == "name") else None


def _possible(early: Sequence[Line]) -> Iterator[Heads]:
    for line in early:
        yield _of(line.number, line.number, line.cells)
    for upper, lower in pairwise(early):
        if _may_follow(upper, lower):
            yield _of(upper.number, lower.number, list(_joined(upper.cells, lower.cells)))


def _may_follow(upper: Line, lower: Line) -> bool:
    """Whether the lower line is the second one of the heads, not already a person: it has heads where there is text."""
    names = [column for column, cell in enumerate(upper.cells) if meaning(cell) == "name"]
    below = [lower.cells[column] for column in names if column < len(lower.cells)]
    no_person = all(not cell or meaning(cell) for cell in below)
    several = sum(map(bool, lower.cells)) > 1 or any(meaning(cell) for cell in lower.cells)
    return several and no_person and not any(re.search(r"[0-9]{4}", cell) for cell in lower.cells)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    """The heads of two lines: what says more of each column; a cell above spans the empty ones to its right."""
    above = ""
    for column in range(max(len(upper), len(lower))):
        high = upper[column] if column < len(upper) else ""
        low = lower[column] if column < len(lower) else ""
        above = (high or above) if low else ""
        both = (above + low,) if OTHERS.search(above) else (low, above + low)
        known = next((one for one in both if one and (meaning(one) or counts_lines(one))), None)
        yield known or (high if not low else f"{above} {low}".strip())


def _of(first: int, last: int, cells: Sequence[str]) -> Heads:
    """Which columns of a line of heads are read, in each of its halves."""
    words = [" ".join(cell.split()) for cell in cells]
    halves = _halves(cells)
    kept: dict[int, str] = {}
    for start, end in pairwise([*halves, len(cells)] if halves else [0, len(cells)]):
        kept |= _read(cells, range(start, end))
    return Heads(first, last, words, kept, halves)


def _halves(cells: Sequence[str]) -> Sequence[int]:
    """The first columns of two or more halves with the same heads, a name and more in each; else none."""
    said = [(column, _bare(cell)) for column, cell in enumerate(cells) if cell]
    for size in range(2, len(said) // 2 + 1):
        parts = [said[start : start + size] for start in range(0, len(said), size)]
        words = [[word for _, word in part] for part in parts]
        if all(one == words[0] for one in words) and "name" in map(meaning, words[0]):
            return [part[0][0] for part in parts]
    return []


def _read(cells: Sequence[str], columns: range) -> dict[int, str]:
    """Which of these columns are read; of two with one meaning the likelier, unless both may be."""
    found = {column: name for column in columns if (name := meaning(cells[column]))}
    found = {column: name for column, name in found.items() if not _of_another(name, column, cells)}
    kept: dict[int, str] = {}
    for column, name in found.items():
        same = [other for other, its in found.items() if its == name]
        if name in SEVERAL or column == min(same, key=lambda one: (_likeliness(name, cells[one]), one)):
            kept[column] = name
    return kept


def _of_another(name: str, column: int, cells: Sequence[str]) -> bool:
    """Whether a telephone or ID number belongs to the other person named in the column before it."""
    before = cells[column - 1] if column else ""
    return name in {"phone", "identity"} and bool(OTHERS.search(before)) and "户主" not in before


def _likeliness(name: str, head: str) -> int:
    """The place of a head among those of its meaning; 出生年月 comes after 出生日期."""
    word = _bare(head)
    return COLUMNS[name].index(word) if word in COLUMNS[name] else -1


def _bare(head: str) -> str:
    """A head without blanks, marks, and what stands in brackets."""
    word = plain(head).casefold()
    return _MARKS.sub("", _BRACKETS.sub("", word)) or _MARKS.sub("", word)
