"""Search keys of a name: every reading of every character, whole and as initials (`ux-rules.md` R33).

    单雄信  ->  dan|shan|chan ... xiongxin, dxx, sxx, cxx

Readings are multiplied, so a name of many polyphones is capped; the surname's own reading always comes first.
"""

from itertools import islice, product

from pypinyin import Style, pinyin
from pypinyin.contrib.tone_convert import to_normal

MOST = 48
SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "朴": "piao", "翟": "zhai", "乐": "yue",
    "覃": "qin", "区": "ou", "尹": "yin", "员": "yun", "盖": "ge", "缪": "miao", "宓": "fu", "冼": "xian",
    "召": "shao", "任": "ren", "华": "hua", "牟": "mu", "秘": "bi", "逄": "pang", "隗": "wei", "祭": "zhai",
    "那": "na", "过": "guo", "黑": "he", "洗": "xian", "种": "chong", "重": "chong", "折": "she", "哈": "ha",
}  # fmt: skip
COMPOUND = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
}


def keys_of(name: str) -> list[str]:
    """Lower-case keys without spaces, likeliest first: `zhangwei`, `zw`. Latin letters and digits stay."""
    readings = [_readings(character) for character in name.lower() if character.isalnum()]
    if not readings:
        return []
    _prefer_surname(name, readings)
    keys: dict[str, None] = {}
    for choice in islice(product(*readings), MOST):
        keys["".join(choice)] = None
        keys["".join(part[0] for part in choice)] = None
    return list(keys)


def _readings(character: str) -> list[str]:
    """Every reading of one character without tones; `ü` is typed as `v`, and as `u` too."""
    found = pinyin(character, heteronym=True, style=Style.NORMAL, v_to_u=False)
    toneless = (to_normal(reading, v_to_u=False) for reading in found[0])
    plain = dict.fromkeys(reading for reading in toneless if reading)
    for reading in list(plain):
        plain[reading.replace("v", "u")] = None
    return list(plain) or [character]


def _prefer_surname(name: str, readings: list[list[str]]) -> None:
    first = COMPOUND.get(name[:2]) or ((SURNAMES[name[0]],) if name[0] in SURNAMES else ())
    for place, reading in enumerate(first):
        readings[place] = list(dict.fromkeys([reading, *readings[place]]))
