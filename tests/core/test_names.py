"""Names where others stand and read: the table of ux-rules R34, and what is so of every name."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.names import COMPOUND, masked, surname

HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAMES = st.text(HANZI, min_size=2, max_size=12)
PARTS = st.lists(st.text(HANZI, min_size=1, max_size=8), min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("李", "李", id="one character as it is"),
        pytest.param("张三", "张*", id="two"),
        pytest.param("张建国", "张*国", id="three keep first and last"),
        pytest.param("王小明明", "王**明", id="four"),
        pytest.param("王小小明明", "王**明", id="five, and no more stars"),
        pytest.param("欧阳明", "欧阳*", id="a compound surname and one character"),
        pytest.param("欧阳建明", "欧阳*明", id="a compound surname keeps both"),
        pytest.param("尉迟恭建明", "尉迟**明", id="a compound surname and three"),
        pytest.param("欧阳", "欧*", id="two characters that happen to be a compound surname"),
        pytest.param("阿依古丽·买买提", "阿**提", id="parts with a dot"),
        pytest.param("阿依古丽·买买提·艾则孜", "阿**孜", id="three parts"),
        pytest.param("司马·买买提", "司**提", id="a dot counts more than a compound surname"),
        pytest.param("John Smith", "J**h", id="Latin letters"),
        pytest.param("李𬭚", "李*", id="a rare character is one"),
        pytest.param("李\U00031350明", "李*明", id="a rare character that Python 3.11 does not know"),
        pytest.param("\U0002ebf0\U000323af", "\U0002ebf0*", id="a name of nothing else"),
        pytest.param(" 王芳 ", "王*", id="blanks around it"),
        pytest.param("王　芳", "王*", id="a blank that only makes two as wide as three"),
        pytest.param("阿·", "阿", id="a dot and nothing after it"),
        pytest.param("·阿依古丽", "阿**丽", id="a dot and nothing before it"),
        pytest.param("阿依古丽··买买提.", "阿**提", id="dots side by side and at the end"),
        pytest.param("··", "*", id="dots alone"),
        pytest.param("  ", "", id="nothing"),
        pytest.param("葛\U000e0100明", "葛*", id="the form of a letter is no letter"),
        pytest.param("王\ue000", "王*", id="a letter that only an old register's font has"),
        pytest.param("Jose\u0301", "J**e", id="an accent of its own is no letter"),
    ],
)
def test_names_are_masked_as_the_rule_says(name: str, shown: str) -> None:
    """Enough to know oneself, too little for a stranger."""
    assert masked(name) == shown


@pytest.mark.parametrize("family", sorted(COMPOUND))
def test_every_compound_surname_stays_whole(family: str) -> None:
    """And what comes after it is masked like a name of its own."""
    assert [masked(family + given_name) for given_name in ("明", "建明", "建国明")] == [
        f"{family}*", f"{family}*明", f"{family}**明",
    ]  # fmt: skip
    assert surname(f"{family}明") == family


@given(NAMES)
def test_a_masked_name_is_short_and_never_whole(name: str) -> None:
    """Whatever the name, its mask has one or two stars and at most five characters."""
    assert masked(name).count("*") in {1, 2}
    assert len(masked(name)) <= 5


@given(NAMES)
def test_only_the_surname_and_the_last_character_are_told(name: str) -> None:
    """Nothing of the middle is seen, and what is seen is where it was."""
    before, _, after = masked(name).partition("*")
    assert before in {name[0], surname(name)}
    assert after.strip("*") in {"", name[-1]}
    assert name.startswith(before)


@given(NAMES)
def test_a_surname_alone_is_all_that_a_group_tells(name: str) -> None:
    """Who is offered among those of one surname has it in the mask as well."""
    assert masked(name).startswith(surname(name))


def seen(letter: str) -> bool:
    """Whether a mask may show this: letters, numerals, and what an older Python or only an old font knows of them."""
    return letter.isalnum() or category(letter) in {"Cn", "Co"}


@given(st.text())
def test_whatever_stands_in_a_register_has_a_mask_without_its_middle(text: str) -> None:
    """Beside stars at most the first letters and the last are seen, never a dot, and nothing only of nothing."""
    mask = masked(text)
    before, stars, after = mask.partition("*")
    told = [letter for letter in text if seen(letter)]
    assert len(mask) <= 5
    assert bool(mask) == bool(text.strip())
    assert before in {"", *told[:1], "".join(told[:2]) if "".join(told[:2]) in COMPOUND else ""}
    assert after.strip("*") in {"", *told[-1:]}
    assert bool(stars) == (len(told) != 1 and bool(text.strip()))


@given(st.text())
def test_nobody_is_looked_for_under_a_sign(text: str) -> None:
    """A key of the surnames has letters on it, whatever stands in the register."""
    assert all(map(seen, surname(text)))


@given(PARTS)
def test_of_a_name_in_parts_two_characters_are_told_and_no_length(parts: list[str]) -> None:
    """How many parts there are, and how long they are, nobody can read off."""
    letters = "".join(parts)
    assert masked("·".join(parts)) == letters[0] + ("*" if len(letters) == 2 else f"**{letters[-1]}")


@given(NAMES, NAMES)
def test_two_with_one_surname_and_one_last_character_look_the_same(one: str, other: str) -> None:
    """From four characters on: which is why the page shows the end of a number beside such names."""
    first, second = (f"王{name}明明" for name in (one, other))
    assert masked(first) == masked(second) == "王**明"
