"""Field cases: what real lists do. Each file is one that an office sent, with invented people."""

import pytest

from kiosk.server import residents
from kiosk.server.listing import Reason
from kiosk.server.site import Site
from tests.field.lists import LI, WANG, everybody, retold, site, take_in, workbook
from tests.server.parts import CENTRE

__all__ = ["site"]


def test_a_running_number_is_nobody(site: Site) -> None:
    """序号 counts the lines of one file: a name added on top swaps no card and no visit between people."""
    take_in(site, f"序号,姓名,出生日期,卡号\n1,李桂芳,1953-03-01,{LI}\n2,王建国,1948-12-09,{WANG}\n")
    report = take_in(site, "序号,姓名,出生日期\n1,赵玉兰,1936-05-01\n2,李桂芳,1953-03-01\n3,王建国,1948-12-09\n")
    assert (report.added, report.changed, report.unchanged) == (1, 0, 2)
    assert [(one.text, one.why) for one in report.looked.columns] == [("序号", Reason.LINES)]
    assert sorted(everybody(site)) == [
        ("李桂芳", "1953-03-01", [LI]),
        ("王建国", "1948-12-09", [WANG]),
        ("赵玉兰", "1936-05-01", []),
    ]


@pytest.mark.parametrize("head", ["序号", "序 号", "No.", "No", "№", "#", "行号", "序号（自动）", "序\n号", "ＮＯ．"])
def test_no_head_of_a_running_number_is_an_identity(site: Site, head: str) -> None:
    """However it is written."""
    take_in(site, f'"{head}",姓名,出生日期\n1,李桂芳,1953-03-01\n')
    assert [one.number for one in residents.search(site.database, [CENTRE], "")] == [None]


@pytest.mark.parametrize("declared", ["A1", "A1:C2", "A1:XFD1048576"])
def test_the_cells_decide_how_large_a_sheet_is(site: Site, declared: str) -> None:
    """Not the size that the file declares; a row that ends early is as long as the others."""
    book = workbook([["姓名", "出生日期", "卡号", "状态"], ["李桂芳", "1953-03-01", LI], ["王建国", "1948-12-09"]])
    take_in(site, retold(book, r'<dimension ref="[^"]*"', f'<dimension ref="{declared}"'))
    assert sorted(name for name, _, _ in everybody(site)) == ["李桂芳", "王建国"]


def test_full_width_digits_are_digits(site: Site) -> None:
    """The same number and the same card, typed in another width, are the same person's."""
    take_in(site, "编号,姓名,出生日期,卡号\n0007,李桂芳,1953-03-01,0040856634\n")
    report = take_in(site, "编号,姓名,出生日期,卡号\n０００７,李桂芳,１９５３－０３－０１,００４０８５６６３４\n")
    assert (report.added, report.changed, report.unchanged) == (0, 0, 1)
    assert len(everybody(site)[0][2]) == 1


@pytest.mark.parametrize("dot", [*"•‧・･∙⋅．.。ㆍ", " · ", "\u200b·", "· "])
def test_every_dot_in_a_name_is_one_dot(site: Site, dot: str) -> None:
    """阿依古丽·买买提 is one person, and found by any spelling."""
    take_in(site, "姓名,出生日期\n阿依古丽·买买提,1950-03-01\n")
    assert take_in(site, f"姓名,出生日期\n阿依古丽{dot}买买提,1950-03-01\n").unchanged == 1
    assert len(residents.search(site.database, [CENTRE], f"阿依古丽{dot}买买提")) == 1


@pytest.mark.parametrize("blank", [" ", "\u3000", "\u00a0", "\u2003", "\u200b", "\ufeff", "  "])
def test_no_blank_parts_a_name_of_hanzi(site: Site, blank: str) -> None:
    """王　芳 is 王芳 to the import and to the search, whoever came first."""
    take_in(site, f"姓名,出生日期\n王{blank}芳,1950-03-01\n")
    assert take_in(site, "姓名,出生日期\n王芳,1950-03-01\n").unchanged == 1
    assert [len(residents.search(site.database, [CENTRE], typed)) for typed in ("王芳", f"王{blank}芳")] == [1, 1]


def test_heads_are_read_through_their_ornaments(site: Site) -> None:
    """Line breaks, stars, brackets, counts and full width; and two columns of telephones are both read."""
    head = '"姓 名","出生\n日期",身份证号码*,联系电话1,联系电话２,就餐卡号（必填）,备注\n'
    report = take_in(site, f"{head}李桂芳,1949-12-31,11010519491231002X,13987654471,0872-2123456,{LI},x\n")
    (person,) = residents.search(site.database, [CENTRE], "")
    assert (person.birth, person.tails.split()) == ("1949-12-31", ["4471", "3456", "002X"])
    assert everybody(site)[0][2] == [LI]
    assert [(one.text, one.why) for one in report.looked.columns] == [("备注", Reason.UNKNOWN)]


def test_the_second_of_two_columns_with_one_meaning_is_named(site: Site) -> None:
    """A person has one birth date: the whole one is read, the month's column is named."""
    report = take_in(site, "姓名,出生年月,出生日期\n李桂芳,1953.03,1953-03-01\n")
    assert everybody(site) == [("李桂芳", "1953-03-01", [])]
    assert [(one.text, one.why) for one in report.looked.columns] == [("出生年月", Reason.SECOND)]


def test_another_persons_number_is_not_read_as_ones_own(site: Site) -> None:
    """Beside a child's or a contact's name stands the child's telephone."""
    report = take_in(site, "姓名,电话,紧急联系人,联系电话\n李桂芳,13987654471,张三,13900000001\n")
    assert residents.search(site.database, [CENTRE], "")[0].tails.split() == ["4471"]
    assert [one.text for one in report.looked.columns] == ["紧急联系人", "联系电话"]


@pytest.mark.parametrize("gap", ["", ","])
def test_two_halves_side_by_side_are_both_read(site: Site, gap: str) -> None:
    """Printed in two halves to save paper: both have people, and each is told with the column of their half."""
    head = "序号,姓名,出生日期,电话"
    lines = [
        f"{head},{gap}{head}",
        f"1,李桂芳,1953-03-01,13987654471,{gap}3,赵玉兰,1936-13-01,",
        f"2,王建国,1948-12-09,,{gap}4,和志明,1941-02-03,0872-2123456",
        f",,,,{gap}5,,,",
        f"合计,,2,,{gap}制表人：,柳如明,,",
    ]
    report = take_in(site, "兴盛社区名单\n" + "\n".join(lines) + "\n", sound=True)
    found = {one.name: one.tails.split() for one in residents.search(site.database, [CENTRE], "")}
    assert found == {"李桂芳": ["4471"], "王建国": [], "和志明": ["3456"]}
    half = "F" if gap else "E"
    assert [str(one.place) for one in report.problems] == [f"{half}3"]
    passed = [(str(one.place), one.why) for one in report.looked.lines]
    assert passed == [
        ("1", Reason.ABOVE),
        (f"{half}5", Reason.EMPTY),
        ("A6", Reason.TOTAL),
        (f"{half}6", Reason.NOTE),
    ]


def test_names_in_a_second_column_are_told_row_by_row(site: Site) -> None:
    """Where the halves are not alike, it is not clear whose the rest of the line is."""
    report = take_in(site, "序号,姓名,出生日期,备注,姓名\n1,李桂芳,1953-03-01,,赵玉兰\n2,王建国,1948-12-09,,\n")
    assert [name for name, _, _ in everybody(site)] == ["李桂芳", "王建国"]
    assert [(one.place.row, one.text, one.why) for one in report.looked.lines] == [(2, "赵玉兰", Reason.SECOND)]


def test_a_group_over_the_right_half_names_other_people(site: Site) -> None:
    """Also when it is the only one: a guardian is no resident, and their telephone is not the resident's."""
    take_in(site, ",,监护人,\n姓名,电话,姓名,电话\n李桂芳,13987654471,张三,13900000001\n")
    (person,) = residents.search(site.database, [CENTRE], "")
    assert (person.name, person.tails.split()) == ("李桂芳", ["4471"])


def test_rows_without_a_value_do_not_count(site: Site) -> None:
    """Sixty thousand styled empty rows are two people."""
    book = workbook([["姓名", "出生日期"], ["李桂芳", "1953-03-01"], ["王建国", "1948-12-09"]])
    styled = retold(book, "</sheetData>", '<row r="60000"><c r="A60000" s="0"/></row></sheetData>')
    assert take_in(site, styled).added == 2
    assert take_in(site, "姓名\n" + "\n" * 60_000 + "赵玉兰\n").added == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("姓名\t出生日期\r\n李桂芳\t1953-03-01\r\n".encode("utf-16"), id="Unicode text"),
        pytest.param(b"\xfe\xff" + "姓名\t出生日期\n李桂芳\t1953-03-01\n".encode("utf-16-be"), id="big-endian"),
        pytest.param("sep=;\n姓名;出生日期\n李桂芳;1953-03-01\n".encode(), id="a line that names its separator"),
        pytest.param("sep=;\r\n姓名;出生日期\r\n李桂芳;1953-03-01\r\n".encode("gb18030"), id="the same in GBK"),
        pytest.param("老人名单\n\n姓名,出生日期\n李桂芳,1953-03-01\n".encode(), id="a title and an empty line"),
        pytest.param("名单,\n姓 名,\n,出生日期\n李桂芳,1953-03-01\n".encode(), id="heads of two lines"),
    ],
)
def test_every_way_in_which_an_office_saves_is_read(site: Site, content: bytes) -> None:
    """Encodings, separators, and lines above the people."""
    take_in(site, content)
    assert everybody(site) == [("李桂芳", "1953-03-01", [])]


def test_the_report_says_where_the_heads_are(site: Site) -> None:
    """Also of two lines with cells that span several columns."""
    book = workbook(
        [
            ["兴盛社区老年人花名册"],
            ["序号", "基本情况", None, None, "监护人情况", None],
            [None, "姓名", "出生日期", "手机", "姓名", "联系电话"],
            [1, "李桂芳", "1953-03-01", "13987654471", "张三", "13900000001"],
        ]
    )
    report = take_in(site, book)
    assert [str(place) for place in report.looked.heads] == ["2"]
    assert [one.text for one in report.looked.lines] == ["兴盛社区老年人花名册"]
    (person,) = residents.search(site.database, [CENTRE], "")
    assert (person.name, person.tails.split()) == ("李桂芳", ["4471"])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("合计,,1", Reason.TOTAL),
        ("合 计：,,", Reason.TOTAL),
        ("总计,,12", Reason.TOTAL),
        ("小计,,", Reason.TOTAL),
        ("共计23人,,", Reason.TOTAL),
        (",合计,3", Reason.TOTAL),
        ("合计,4人,", Reason.TOTAL),
        ("小计：,共12人,", Reason.TOTAL),
        ("制表人：张三,,审核：李四", Reason.NOTE),
        ("填表日期：2026年11月3日,,", Reason.NOTE),
        ("注：带*为必填,,", Reason.NOTE),
        ("第 1 页 共 2 页,,", Reason.NOTE),
        ("以上人员均已核实。,,", Reason.NOTE),
        ("第二网格,,", Reason.NOTE),
        ("姓名,出生日期,卡号", Reason.HEADS),
    ],
)
def test_a_line_that_is_nobodys_is_passed_over_and_named(site: Site, line: str, why: Reason) -> None:
    """No resident is called 合计."""
    report = take_in(site, f"姓名,出生日期,卡号\n李桂芳,1953-03-01,{LI}\n{line}\n")
    assert [name for name, _, _ in everybody(site)] == ["李桂芳"]
    assert [(one.place.row, one.why) for one in report.looked.lines] == [(3, why)]


def test_numbered_lines_without_a_person_are_one_remark(site: Site) -> None:
    """A form with its lines numbered in advance."""
    report = take_in(site, "序号,姓名,出生日期\n1,李桂芳,1953-03-01\n" + "".join(f"{n},,\n" for n in range(2, 400)))
    assert [(one.place.row, one.until, one.why) for one in report.looked.lines] == [(3, 400, Reason.EMPTY)]


def test_all_sheets_with_people_are_read_and_the_others_named(site: Site) -> None:
    """A row is told with its sheet; hidden, empty and explaining sheets are passed over by name."""
    book = workbook(
        [["姓名", "出生日期"], ["李桂芳", "1953-03-01"]],
        [["姓名", "生日"], ["王建国", "1948-13-09"]],
        [["说明"], ["请用文本格式填写"]],
        [],
        [["姓名"], ["赵玉兰"]],
        hidden="Sheet5",
    )
    report = take_in(site, book, sound=True)
    assert [name for name, _, _ in everybody(site)] == ["李桂芳"]
    assert [str(one.place) for one in report.problems] == ["Sheet2!2"]
    assert [(one.text, one.why) for one in report.looked.sheets] == [
        ("Sheet3", Reason.NO_HEADS),
        ("Sheet4", Reason.BLANK),
        ("Sheet5", Reason.HIDDEN),
    ]
