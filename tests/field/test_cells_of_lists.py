"""Field cases: what stands in the cells of real lists: names, dates and ID numbers, with invented people."""

import pytest

from kiosk.server.site import Site
from tests.field.lists import everybody, site, take_in, workbook

__all__ = ["site"]


@pytest.mark.parametrize("letter", ["\U0002b6aa", "\U00020bb7", "\u9ff0"])
def test_a_name_that_the_font_cannot_draw_is_taken_in(site: Site, letter: str) -> None:
    """The person is registered, and staff are told what the kiosk shows."""
    report = take_in(site, f"姓名,出生日期\n李{letter},1953-03-01\n王建国,1948-12-09\n")
    assert {name for name, _, _ in everybody(site)} == {f"李{letter}", "王建国"}
    assert [str(one) for one in report.remarks] == [f"row 2, name '李{letter}': the kiosk shows 〓 for {letter}"]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        pytest.param("女", "name", id="the cell of the sex"),
        pytest.param("王玉秀/杨国安", "name", id="two people"),
        pytest.param("高建国和杨国安", "name", id="two people and a word"),
        pytest.param("陈**花", "name", id="a masked name"),
        pytest.param("张□国", "name", id="a box for a letter"),
        pytest.param("王××", "name", id="crosses for letters"),
        pytest.param("李桂芳(已故)", "name", id="a state in the name"),
    ],
)
def test_what_is_no_name_is_listed(site: Site, name: str, column: str) -> None:
    """With its row and the reason, and nobody is called so."""
    report = take_in(site, f"姓名,出生日期\n{name},1953-03-01\n", sound=True)
    assert [(one.row, one.column) for one in report.problems] == [(2, column)]
    assert not everybody(site)


def test_a_note_in_brackets_behind_a_name_is_no_part_of_it(site: Site) -> None:
    """Offices tell two people of one name apart like that; it is remarked."""
    report = take_in(site, "姓名,出生日期\n董玉珍（大）,1952-05-09\n董玉珍（小）,1958-01-02\n")
    assert [name for name, _, _ in everybody(site)] == ["董玉珍", "董玉珍"]
    assert [one.row for one in report.remarks] == [2, 3]


@pytest.mark.parametrize(
    "cell",
    [
        "1953.3.1",
        "1953年3月1日",
        "19530301",
        "1953/03/01",
        "1953-3-1 00:00:00",
        "１９５３．３．１",
        "19419",
        "1953 年 3 月 1 日",
    ],
)
def test_a_date_is_read_as_it_is_typed(site: Site, cell: str) -> None:
    """Also a spreadsheet's number of a day, which is remarked."""
    take_in(site, f"姓名,出生日期\n李桂芳,{cell}\n")
    assert everybody(site) == [("李桂芳", "1953-03-01", [])]


@pytest.mark.parametrize("cell", ["1953.03", "1953年3月", "1953", "53-3-1", "03/01/1953", "农历1953年3月1日", "195303"])
def test_a_date_that_is_none_is_listed(site: Site, cell: str) -> None:
    """A month alone is no day, and nobody guesses a century or an order."""
    report = take_in(site, f"姓名,出生年月\n李桂芳,{cell}\n", sound=True)
    assert [(one.row, one.column) for one in report.problems] == [(2, "birth")]


def test_an_id_number_completes_a_month_and_contradicts_another_day(site: Site) -> None:
    """出生年月 beside an ID number is a birth date; when both disagree it is a problem to show."""
    report = take_in(
        site,
        "姓名,出生年月,身份证号\n李桂芳,1949.12,11010519491231002X\n王建国,1949.1,11010519491231002X\n"
        "赵玉兰,,110105491231002\n",
        sound=True,
    )
    assert sorted(everybody(site)) == [("李桂芳", "1949-12-31", []), ("赵玉兰", "1949-12-31", [])]
    assert [(one.row, one.column) for one in report.problems] == [(3, "birth")]


@pytest.mark.parametrize("cell", ["110105194912310009", "110105491231000", 5.32901195108237e17, 532901195108236000])
def test_an_id_number_that_a_spreadsheet_rounded_is_refused(site: Site, cell: str | float) -> None:
    """One in eleven has a right check digit by chance; order code 000 is never given."""
    report = take_in(site, workbook([["姓名", "身份证号"], ["李桂芳", cell]]), sound=True)
    assert ["rounded" in str(one.why) for one in report.problems] == [True]
