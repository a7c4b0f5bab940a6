"""People of a community as they really are, invented from a seed: what an office's lists are later held against.

Names are from no list of real people; two of them may share a name, as in any community, but not the birth date too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SURNAMES = "李杨王张赵段董尹苏何高施罗周刘陈黄马寸洪杜严樊字奚"
DOUBLE = ("欧阳", "司马", "上官", "诸葛")
GIVEN = (
    "桂芳 建国 秀英 玉兰 国强 志明 丽华 文彬 淑珍 凤仙 家荣 永昌 德福 美英 桂香 树清 锡坤 丽仙 学文 红 芳 勇 "
    "琼 伟 明 兰 云 珍 福 寿 汝昌 银花 金凤 月英 素芬 正华 绍武 润芝 美仙 发祥 朝珍 玉珍 光荣 炳南 育才 满 "
    "竹仙 琼芬 春和 庆余 体仁 家骏 玉秀 惠琼 云芝 锦屏 定国 跃进 援朝 卫东 国庆 五一 腊梅 九妹"
).split()
FAR = ("阿依古丽·买买提", "古丽娜尔·吐尔逊", "麦麦提·艾力", "尼玛·次仁", "阿卜杜拉·热合曼", "努尔古丽·肉孜")
RARE = "䶮\u9ff0\U0002b6aa\U00020bb7㛃\U0002c0a9"
"""Characters of GB 18030-2022 that older programs lack; three of them are in its third level."""

AREA = "532901"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
OLD_NUMBERS = date(1946, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; `identity` has 18 characters, or 15 digits where the office never asked for the new one.

    `wires` are the five bytes of each card in hex, `phones` digits only, `number` the centre's own number.
    """

    key: int
    name: str
    sex: str
    birth: date
    identity: str
    phones: tuple[str, ...]
    wires: tuple[str, ...]
    number: str
    home: str


def check_character(seventeen: str) -> str:
    """The last character of an ID number (GB 11643): ISO 7064, MOD 11-2."""
    return "10X98765432"[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, seventeen, strict=True)) % 11]


def whole_identity(birth: date, order: int) -> str:
    """An ID number of 18 characters; `order` is 1 to 999."""
    seventeen = f"{AREA}{birth:%Y%m%d}{order:03d}"
    return seventeen + check_character(seventeen)


def community(rng: Random, count: int) -> list[Person]:
    """So many people, no two with one name and birth date, one telephone, one ID number or one card."""
    wires, seen, found = _wires(rng), set[tuple[str, date]](), list[Person]()
    while len(found) < count:
        name, birth = _name(rng), _birth(rng)
        if (name, birth) not in seen:
            seen.add((name, birth))
            found.append(_person(rng, len(found), name, birth, wires))
    return found


def _person(rng: Random, key: int, name: str, birth: date, wires: Iterator[str]) -> Person:
    sex = rng.choice("男女")
    order = rng.randrange(1, 990, 2) if sex == "男" else rng.randrange(2, 990, 2)
    identity = whole_identity(birth, order)
    if birth < OLD_NUMBERS and rng.random() < 0.3:
        identity = identity[:6] + identity[8:17]
    line = f"0872{rng.randrange(2_100_000, 2_499_999)}"
    phones = (f"1{rng.choice('3578')}{rng.randrange(9)}{key + 10_000:05d}{rng.randrange(1000):03d}",)
    return Person(
        key=key,
        name=name,
        sex=sex,
        birth=birth,
        identity=identity,
        phones=(*phones, line) if rng.random() < 0.15 else phones,
        wires=tuple(next(wires) for _ in range(1 + (rng.random() < 0.03))),
        number=f"{key + 1:04d}",
        home=f"{rng.randrange(1, 40)}栋{rng.randrange(1, 5)}单元{rng.randrange(1, 8)}0{rng.randrange(1, 4)}室",
    )


def _name(rng: Random) -> str:
    chance = rng.random()
    if chance < 0.02:
        return rng.choice(FAR)
    surname = rng.choice(DOUBLE) if chance < 0.03 else rng.choice(SURNAMES)
    given = rng.choice(GIVEN)
    return surname + (rng.choice(RARE) if chance > 0.99 else given)


def _birth(rng: Random) -> date:
    return date(1928, 1, 1) + timedelta(days=rng.randrange(38 * 365))


def _wires(rng: Random) -> Iterator[str]:
    """Bytes of EM4100 cards; no two end in the same three, whichever way round. One in twelve has no letters in hex."""
    taken: set[str] = set()
    while True:
        digits = f"{rng.randrange(10_000_000, 99_999_999):08d}"
        maker, batch = rng.choice(["01", "67", "3A", "00"]), rng.choice(["01", "02", "03", "04", "5A", "91"])
        wire = f"{maker}{batch}{rng.randrange(1 << 24):06X}"
        wire = "01" + digits if rng.random() < 0.08 else wire
        ends = {wire[4:], bytes.fromhex(wire[4:])[::-1].hex().upper(), wire[2:8]}
        if not ends & taken and "08" not in {wire[:2], wire[2:4], wire[-2:]}:
            taken |= ends
            yield wire
