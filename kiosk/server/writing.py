"""One way of writing, so that the same text, number or name is equal however it was typed.

    plain      ００４０８５６６３４ -> 0040856634       NFKC, no characters of zero width, no blanks at the ends
    name       阿依古丽•买买提   -> 阿依古丽·买买提   each dot between hanzi is U+00B7
    name       王　芳           -> 王芳            a name of hanzi has no blank; any other has single ones
    compared   Mary Smith      -> mary smith      what names are compared and searched by

Source of the forms: Unicode Standard Annex 15 (NFKC); blocks of hanzi as of Unicode 16, which also knows those that a
Python of 2022 does not.
"""

import re
import unicodedata

HANZI = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd"
PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
"""Where older programs keep rare hanzi that had no code of their own."""
DOT = "\u00b7"
_UNSEEN = re.compile("[\u115f\u1160\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DOTS = "\u00b7\u0387\u119e\u02d9\u1427\u16eb\u2022\u2024\u2027\u2218\u2219\u22c5\u25e6\u2e31\u3002\u30fb\ua78f\ufe52."
_LETTER = f"[{HANZI}{PRIVATE}]"
_BETWEEN = re.compile(rf"(?<={_LETTER})\s*[{re.escape(_DOTS)}]+\s*(?={_LETTER})")
_OF_HANZI = re.compile(rf"[{HANZI}{PRIVATE}{DOT}\s]+")
_HANZI = re.compile(_LETTER)
MOST_QUOTED = 40
_IDENTITY = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|[0-9]{15})(?![0-9Xx])")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def plain(text: str) -> str:
    """A text in its one Unicode form: NFKC, without characters that are not seen; outer blanks are taken off."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text.replace("\u02d9", DOT)))
    return "".join(letter for letter in seen if letter.isspace() or not _is_unseen(letter)).strip()


def name(text: str) -> str:
    """A name as it is kept and shown."""
    words = " ".join(plain(text).split())
    dotted = _BETWEEN.sub(DOT, words)
    return dotted.replace(" ", "") if _OF_HANZI.fullmatch(dotted) else dotted


def compared(text: str) -> str:
    """A name as it is compared and searched; capitals do not matter."""
    return name(text).casefold()


def is_hanzi(letter: str) -> bool:
    """Whether a character is one that a Chinese name is written with, also one that only some computers know."""
    return bool(_HANZI.match(letter))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cf", "Cs", "Cc"}


def quoted(text: str, *, card: bool = False) -> str:
    """A text as a report may show it: shortened, and of a whole ID or mobile number only its last two digits."""
    hidden = _IDENTITY.sub(lambda found: "…" + found[0][-2:], plain(text))
    if not card:
        hidden = _MOBILE.sub(lambda found: "…" + found[0][-2:], hidden)
    return hidden if len(hidden) <= MOST_QUOTED else hidden[: MOST_QUOTED - 1] + "…"
