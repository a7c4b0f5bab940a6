"""Field cases: a list about people who are known already. Nothing moves from one person to another in silence."""

from pathlib import Path

import pytest

from kiosk.core.model import CardState
from kiosk.server import cards, residents
from kiosk.server.plans import ANOTHER
from kiosk.server.site import Site
from tests.field.lists import LI, WANG, everybody, site, take_in
from tests.server.parts import CENTRE

__all__ = ["site"]
KNOWN = f"编号,姓名,出生日期,卡号\n1,李桂芳,1953-03-01,{LI}\n2,王建国,1948-12-09,{WANG}\n3,赵玉兰,1936-05-01,\n"
BEFORE = [("李桂芳", "1953-03-01", [LI]), ("王建国", "1948-12-09", [WANG]), ("赵玉兰", "1936-05-01", [])]


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("1,张三,1960-01-01,", "number", "number 1 is 李桂芳 1953-03-01 so far"),
        ("1,张三,,", "number", "number 1 is 李桂芳 1953-03-01 so far"),
        ("1,王建国,1948-12-09,", "number", "number 1 is 李桂芳 1953-03-01 so far"),
        (f"9,张三,1960-01-01,{LI}", "card", "card …001 is 李桂芳 1953-03-01 so far"),
        (f"2,王建国,1948-12-09,{LI}", "card", "card …001 is 李桂芳 1953-03-01 so far"),
    ],
)
def test_a_number_or_card_of_another_person_is_a_problem(site: Site, line: str, column: str, why: str) -> None:
    """The row is left out and says whose it is; nobody changes."""
    take_in(site, KNOWN)
    report = take_in(site, f"编号,姓名,出生日期,卡号\n{line}\n", sound=True)
    assert [(one.row, one.column, str(one.why)) for one in report.problems] == [(2, column, why)]
    assert sorted(everybody(site)) == BEFORE


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("1,李桂芬,1953-03-01", ("name", "李桂芳", "李桂芬")),
        ("1,李桂芳,1953-03-10", ("birth", "1953-03-01", "1953-03-10")),
        (",李桂芳,1953-03-01,去世", ("state", "active", "deceased")),
    ],
)
def test_a_correction_is_shown_with_its_old_and_new_value(site: Site, line: str, change: tuple[str, str, str]) -> None:
    """A name, a birth date and a state never change unsaid."""
    take_in(site, KNOWN)
    report = take_in(site, f"编号,姓名,出生日期,状态\n{line}\n")
    assert [(one.column, one.old, one.new) for step in report.plan.changed for one in step.changes] == [change]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("1,王建国,1953-03-01\n2,李桂芳,1948-12-09\n", id="names moved against numbers and births"),
        pytest.param("1,王建国,1948-12-09\n2,赵玉兰,1936-05-01\n3,李桂芳,1953-03-01\n", id="numbers moved by one row"),
        pytest.param("1,李桂芳,1948-12-09\n2,王建国,1936-05-01\n3,赵玉兰,1953-03-01\n", id="births moved by one row"),
    ],
)
def test_a_list_sorted_in_one_column_alone_changes_nobody(site: Site, rows: str) -> None:
    """Names, numbers or births that only change places are a slip, not corrections."""
    take_in(site, KNOWN)
    report = take_in(site, f"编号,姓名,出生日期\n{rows}", sound=True)
    assert (report.added, report.changed, report.left_out) == (0, 0, rows.count("\n"))
    assert sorted(everybody(site)) == BEFORE


def test_a_list_takes_nothing_away(site: Site) -> None:
    """Empty cells and missing columns say nothing; ends of numbers are added to."""
    take_in(site, "编号,姓名,出生日期,身份证号,状态,生日祝福\n1,李桂芳,,11010519491231002X,离开,农历8-15\n")
    take_in(site, "编号,姓名,出生日期,状态,生日祝福,电话\n1,李桂芳,,,,13987654471\n")
    (person,) = residents.search(site.database, [CENTRE], "")
    assert (person.birth, person.state, person.number) == ("1949-12-31", "left", "1")
    assert sorted(person.tails.split()) == ["002X", "4471"]
    assert residents.birthday(person)


QUESTIONS = [
    pytest.param("8,李桂芳,1953-03-01,,", "the same name and birth date", id="name and birth, another number"),
    pytest.param(f",李桂芳,1953-03-11,{LI},", "the same card", id="name and card"),
    pytest.param(",李桂花,1953-03-01,,", "", id="another name of that day is nobody known"),
    pytest.param(",李桂霞,1953-03-01,,,13987654471", "the same birth date and end of a number", id="birth, telephone"),
    pytest.param(",李桂霞,1953-03-02,,,13987654471", "", id="a telephone that two share is not enough"),
    pytest.param(",李桂珍,,,110105194912310214", "the same end of the ID number", id="surname and ID"),
    pytest.param(",李秀珍,1949-11-19,,110105194911190214", "the same name and end of a number", id="name and ID"),
    pytest.param(",李桂芳,,em4100:0100000009,", "one of the two has no birth date", id="a name alone gets a card"),
]


@pytest.mark.parametrize(("line", "why"), QUESTIONS)
def test_a_likely_duplicate_is_asked_about(site: Site, line: str, why: str) -> None:
    """Never joined and never doubled in silence; the answer decides."""
    head = "编号,姓名,出生日期,卡号,身份证号,电话\n"
    take_in(site, f"{head}1,李桂芳,1953-03-01,{LI},,13987654471\n2,李秀珍,1949-12-31,,0214\n")
    file = f"{head}{line}\n"
    asked = take_in(site, file)
    if not why:
        assert (asked.added, asked.plan.asked) == (1, [])
        return
    (question,) = asked.plan.asked
    assert why in str(question.perhaps[0].why)
    assert not asked.written
    answered = take_in(site, file, choices={"2": question.perhaps[0].id})
    assert (answered.added, len(everybody(site))) == (0, 2)


def test_another_person_of_the_same_name_is_registered_when_staff_say_so(site: Site) -> None:
    """And can be told apart afterwards: the list does not ask again."""
    take_in(site, KNOWN)
    file = "编号,姓名,出生日期\n8,李桂芳,1953-03-01\n"
    assert take_in(site, file, choices={"2": ANOTHER}).added == 1
    assert take_in(site, file).unchanged == 1


def test_an_answer_that_was_not_offered_is_none(site: Site) -> None:
    """A form with another person's pseudonym joins nobody."""
    take_in(site, KNOWN)
    wang = residents.search(site.database, [CENTRE], "王建国")[0].id
    assert not take_in(site, "编号,姓名,出生日期\n8,李桂芳,1953-03-01\n", choices={"2": wang}).written


def test_rows_of_one_person_are_joined_or_told(site: Site) -> None:
    """Two sheets with parts of the data make one person; contradictions and bare names are listed."""
    report = take_in(
        site,
        f"编号,姓名,出生日期,卡号,电话\n,李桂芳,1953-03-01,{LI},\n7,李 桂芳,1953-03-01,,13987654471\n"
        "8,王建国,1948-12-09,,\n8,王建国,1948-12-08,,\n,李桂芳,,,13900000000\n",
        sound=True,
    )
    assert sorted(everybody(site)) == [("李桂芳", "1953-03-01", [LI]), ("王建国", "1948-12-09", [])]
    assert [one.row for one in report.remarks] == [3]
    assert [one.row for one in report.problems] == [5, 6]


def test_a_card_printed_in_two_ways_is_one_card(site: Site) -> None:
    """Ten digits in one row and facility and number in another leave open only what both can mean."""
    take_in(site, '姓名,出生日期,卡号\n周素芬,1938-11-07,0038945899\n周素芬,1938-11-07,"082,17515"\n')
    ((_, _, (key,)),) = everybody(site)
    take_in(site, "姓名,出生日期,卡号\n周素芬,1938-11-07,0038945899\n")
    assert [keys for _, _, keys in everybody(site)] == [[key]]


def test_a_whole_key_takes_the_place_of_a_number_that_waits(site: Site) -> None:
    """The change shows the number that was printed, so that it does not look like a second card."""
    take_in(site, "姓名,出生日期,卡号\n周素芬,1938-11-07,0040856634\n")
    report = take_in(site, "姓名,出生日期,卡号\n周素芬,1938-11-07,01026F6C3A\n")
    (change,) = report.plan.changed[0].changes
    assert (change.column, change.old, change.new) == ("card", "0040856634", "01026F6C3A")
    assert [keys for _, _, keys in everybody(site)] == [["em4100:01026F6C3A"]]


def test_a_card_out_of_use_is_not_given_again_by_an_old_list(site: Site) -> None:
    """The person stays as they are, and staff are told."""
    take_in(site, KNOWN)
    cards.withdraw(site.database, LI, CardState.LOST, site.now())
    report = take_in(site, KNOWN)
    assert (report.unchanged, [(one.row, one.column) for one in report.remarks]) == (3, [(2, "card")])


def test_no_whole_number_is_quoted(site: Site, tmp_path: Path) -> None:
    """Not where it stands in a wrong column either, nor in the lines that are passed over."""
    identity, phone = "11010519491231002X", "13987654471"
    file = (
        f"编号,姓名,出生日期,卡号\n{identity},李桂芳,{identity},{identity}\n,王建国,{phone},\n制表人：张三 {phone},,,\n"
    )
    report = take_in(site, file, sound=True)
    said = " ".join([*map(str, report.problems), *(one.text for one in report.looked.lines)])
    assert (identity in said, phone in said) == (False, False)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert identity.encode() not in written
