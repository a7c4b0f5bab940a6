"""Names on screens that others can see are masked: GB/T 35273-2020 7.2, display limitation.

王芳 -> 王*    张建国 -> 张*国    王小明明 -> 王**明    欧阳建国 -> 欧阳*国    阿依古丽·买买提 -> 阿**提
"""

COMPOUND = frozenset(
    (
        "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 端木 百里 东郭 南宫 西门 "
        "独孤 轩辕 闻人 太史 公羊 澹台 申屠 钟离 濮阳 淳于 单于 呼延 左丘 宗政 万俟 赫连 拓跋 段干 第五 公冶 "
        "仲孙 鲜于 司寇 梁丘 公良"
    ).split()
)


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute. No name does, so none that is ever exported can run anything."""


def masked(name: str) -> str:
    """The name with the middle starred out; one character stays as it is. Stars never exceed two."""
    name = name.strip()
    if len(name) <= 1:
        return name
    if "·" in name or " " in name:
        return f"{name[0]}**{name[-1]}"
    if name[:2] in COMPOUND and len(name) > 2:
        return name[:2] + _starred(name[2:], keep_first=False)
    return _starred(name, keep_first=True)


def surname(name: str) -> str:
    """The surname as a Chinese speaker takes it from a name; the first letter where a name is not built that way."""
    name = name.strip()
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1].upper()


def _starred(name: str, *, keep_first: bool) -> str:
    if keep_first:
        return name[0] + ("*" if len(name) == 2 else "*" * min(2, len(name) - 2) + name[-1])
    return "*" if len(name) == 1 else "*" * min(2, len(name) - 1) + name[-1]
