"""How much room words take on the smallest panel: what the server's forms accept is what a kiosk shows whole.

Room is counted in hanzi. At the least size that may be read a Latin letter takes two thirds of one: its letters have
to be larger (ux-rules R3 measures capitals). What is longer all the same, from an older server say, is shortened.
"""

LATIN = 2 / 3
SERVICE = {"zh_CN": 5, "en": 8}
"""A service's word on its tile, by language: five hanzi have the height of R1 beside two other tiles."""
SERVICE_AT_ALL = 7.5
"""A service's word of hanzi on its tile, at the least size."""
LINE = 23
"""A notice, or a title and dishes, in one line beside its icon."""
DISH, CENTRE, HOLIDAY = 12, 13, 8


def room(text: str) -> float:
    """The room that a text takes, in hanzi."""
    return sum(LATIN if letter.isascii() else 1.0 for letter in text)


def whole(word: str) -> bool:
    """Whether a service's word is one of hanzi, and no longer than a server takes: R1 holds for it on its tile."""
    return not word.isascii() and room(word) <= SERVICE["zh_CN"] + 0.01


def plain(price: str) -> bool:
    """Whether a price has no more than two digits, or none: R1 holds for it beside other terms, too."""
    return sum(letter in ".0123456789" for letter in price) <= 2


def shortened(text: str, most: float) -> str:
    """The text, or as much of it as has room, and an ellipsis; Latin words are left out whole where one would stay."""
    if room(text) <= most + 0.01:
        return text
    kept = text
    while room(kept) > most - 1:
        kept = kept[:-1]
    whole = kept.rpartition(" ")[0] if kept.isascii() and text[len(kept)] != " " else ""
    return (whole or kept).rstrip() + "…"


def service(word: str) -> str:
    """A service's word as it is shown."""
    return shortened(word, SERVICE["en"] if word.isascii() else SERVICE_AT_ALL)


def lines(title: str, things: tuple[str, ...], most: float, gap: str = "  ") -> list[str]:
    """The things in as few lines of so much room as hold them, each line after the same title."""
    found: list[str] = []
    for thing in things:
        longer = gap.join((found[-1], thing)) if found else ""
        if longer and room(longer) <= most:
            found[-1] = longer
        else:
            found.append(gap.join((title, thing)))
    return found
