"""One way of writing: whatever is typed, the same thing is equal."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import ConfigError
from kiosk.server import births, heads, tails, writing
from kiosk.server.spreadsheet import Line

TODAY = date(2026, 11, 24)
HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4)
BLANK = st.text(st.sampled_from(" \u3000\u00a0\u200b\ufeff\t"), max_size=2)


@given(st.text(max_size=40))
def test_the_one_form_of_a_text_is_its_own(text: str) -> None:
    """Taking the form again changes nothing, and nothing that nobody sees is left."""
    for form in (writing.plain, writing.name, writing.compared):
        assert form(form(text)) == form(text)
    assert not [letter for letter in writing.name(text) if unicodedata.category(letter) in {"Cf", "Cs", "Cc"}]


@given(HANZI, HANZI, BLANK, BLANK, st.sampled_from("·•‧・･∙⋅．.。ㆍ"))
def test_a_name_of_two_parts_is_one_name(first: str, second: str, before: str, after: str, dot: str) -> None:
    """Whichever dot stands between them, and whatever blanks around it."""
    assert writing.name(f" {first}{before}{dot}{after}{second}") == writing.name(f"{first}·{second}")


@given(HANZI, HANZI, BLANK)
def test_a_blank_makes_no_other_name(first: str, second: str, blank: str) -> None:
    """Of hanzi alone."""
    assert writing.name(f"{first}{blank}{second}") == writing.name(first + second)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Mary  Smith", "Mary Smith"), ("Ｍａｒｙ Smith", "Mary Smith"), ("O.K. Li", "O.K. Li"), ("李 Mary", "李 Mary")],
)
def test_blanks_and_dots_of_other_scripts_stay(typed: str, name: str) -> None:
    """They part words there."""
    assert writing.name(typed) == name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("号码11010519491231002X。", "号码…2X。"),
        ("13987654471", "…71"),
        ("1953-03-01", "1953-03-01"),
        ("长" * 60, "长" * 39 + "…"),
    ],
)
def test_a_quoted_text_is_short_and_holds_no_whole_number(text: str, shown: str) -> None:
    """A report is kept and passed on."""
    assert writing.quoted(text) == shown


@given(st.dates(date(1901, 12, 1), TODAY), st.sampled_from(["{}-{}-{}", "{}/{}/{}", "{}.{}.{}", "{}年{}月{}日"]))
def test_a_day_is_read_in_every_way_of_writing_it(day: date, form: str) -> None:
    """With and without zeros, full width, and as spreadsheets count."""
    for year, month, number in (
        (day.year, day.month, day.day),
        (day.year, f"{day.month:02}", f"{day.day:02}"),
    ):
        assert births.born(form.format(year, month, number), TODAY) == day
    assert births.born(f"{day:%Y%m%d}".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}), TODAY) == day
    serial = (day - births.SPREADSHEET).days
    if serial >= 10_000:
        assert births.read(str(serial), TODAY).day == day


@given(st.text(max_size=20))
def test_no_text_is_a_birth_that_cannot_be(text: str) -> None:
    """Anything else is refused in a sentence."""
    try:
        found = births.read(text, TODAY)
    except ConfigError:
        return
    assert found.day is None or timedelta(0) <= TODAY - found.day


@given(
    st.sampled_from([(name, alias) for name, aliases in heads.COLUMNS.items() for alias in aliases]), BLANK, st.data()
)
def test_a_head_means_the_same_through_every_ornament(pair: tuple[str, str], blank: str, data: st.DataObject) -> None:
    """Stars, brackets, line breaks, counts, full width."""
    name, alias = pair
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in alias)
    spaced = blank.join(data.draw(st.sampled_from([alias, wide])))
    for head in (f"*{spaced}", f"{spaced}（必填）", f"{spaced}(见说明)*", f"{spaced}1", f"{spaced}：", f"{spaced}\n"):
        assert heads.meaning(head) == name


@pytest.mark.parametrize(
    "head", ["户主姓名", "紧急联系人电话", "银行卡号", "社保卡号", "农历生日", "年龄", "备注", "健康状态", ""]
)
def test_what_only_sounds_like_a_column_is_none(head: str) -> None:
    """It is passed over, and named."""
    assert heads.meaning(head) is None


@given(st.lists(st.lists(st.text(max_size=6), max_size=5), max_size=12))
def test_any_lines_have_heads_or_none(cells: list[list[str]]) -> None:
    """Whatever stands in a file, looking for heads never fails, and a found one has a column of names."""
    lines = [Line(number, line) for number, line in enumerate(cells, start=1) if any(line)]
    found = heads.find(lines)
    assert found is None or "name" in found.meanings.values()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13987654471（女儿）", ("4471",)),
        ("女儿13987654471", ("4471",)),
        ("134 1002 3643/0872-2121343", ("3643", "1343")),
        ("13987654471 13900000001", ("4471", "0001")),
        ("139****4471", ("4471",)),
        ("无", ()),
        ("没有电话", ()),
        ("不详", ()),
        ("—", ()),
        ("0086 139 8765 4471", ("4471",)),
    ],
)
def test_a_telephone_is_found_among_words(typed: str, kept: tuple[str, ...]) -> None:
    """As a list has it."""
    assert tails.of_telephones(typed) == kept


@given(st.text(max_size=30))
def test_any_cell_of_numbers_is_read_or_refused(text: str) -> None:
    """In a sentence, and only four characters stay of each."""
    for read in (tails.of_telephones, lambda cell: tails.of_identities(cell, TODAY)):
        try:
            kept = read(text)
        except ConfigError:
            continue
        assert all(len(end) == 4 for end in kept)
