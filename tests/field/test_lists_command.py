"""Field cases: `kiosk server import` says what the page says, and its exit code tells a script."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiosk.cli.server import app
from kiosk.errors import ConfigError

FIRST = "序号,姓名,出生日期,备注\n1,李桂芳,1953-03-01,x\n2,王建国,1948-13-09,\n合计,,2,\n"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A server's folder with one centre."""
    for words in (["init"], ["centre", "add", "xingsheng", "兴盛中心"]):
        assert CliRunner().invoke(app, [*words, "--state", str(tmp_path)]).exit_code == 0
    return tmp_path


def run(state: Path, content: str, *options: str, centre: str = "xingsheng") -> Result:
    """Import a file."""
    file = state / "list.csv"
    file.write_text(content, encoding="utf-8")
    return CliRunner().invoke(
        app, ["import", str(file), "--centre", centre, "--state", str(state), *options], catch_exceptions=True
    )


def test_nothing_is_taken_in_while_a_row_is_wrong_unless_the_sound_ones_are_asked_for(state: Path) -> None:
    """Each row that is left out is named with its reason, and so is what is not read; the exit code is 1."""
    refused = run(state, FIRST)
    assert refused.exit_code == 1
    assert "nothing was taken in; rows left out for the reasons above: 1" in refused.stdout
    assert "row 3, birth '1948-13-09': not a date" in refused.stderr
    for fact in (
        "heads: row 1",
        "column 序号 not read: the number",
        "column 备注 not read",
        "row 4 passed",
    ):
        assert fact in refused.stdout
    sound = run(state, FIRST, "--sound")
    assert (sound.exit_code, "1 new, 0 changed" in sound.stdout) == (1, True)
    again = run(state, FIRST.replace("-13-", "-12-"))
    assert (again.exit_code, "1 new, 0 changed and 1 unchanged people taken in" in again.stdout) == (0, True)


def test_questions_are_answered_by_row(state: Path) -> None:
    """Who may be known already is asked about; a dry run shows every change and writes nothing."""
    run(state, "编号,姓名,出生日期\n7,李桂芳,1953-03-01\n8,王建国,1948-12-09\n")
    file = "编号,姓名,出生日期\n9,李桂芳,1953-03-01\n8,王建军,1948-12-09\n"
    asked = run(state, file)
    assert asked.exit_code == 1
    assert "question row 2: 李桂芳 may be 李桂芳 1953-03-01, number 7: the same name and birth date" in asked.stdout
    dry = run(state, file, "--same", "2", "--dry-run")
    assert "changes row 2 李桂芳: number 7 → 9" in dry.stdout
    assert "changes row 3 王建军: name 王建国 → 王建军" in dry.stdout
    for _ in range(2):
        assert (dry.exit_code, "2 changed and 0 unchanged people would be taken in" in dry.stdout) == (0, True)
        dry = run(state, file, "--same", "all", "--dry-run")
    assert "1 new, 1 changed" in run(state, file, "--another", "2").stdout


def test_a_dry_run_names_changes_of_names_births_and_states_first(state: Path) -> None:
    """Before those of telephones, as the page does."""
    run(state, "编号,姓名,出生日期\n7,李桂芳,1953-03-01\n8,王建国,1948-12-09\n")
    dry = run(state, "编号,姓名,电话,状态\n7,李桂芳,13987654471,\n8,王建国,,去世\n", "--dry-run").stdout
    assert 0 < dry.index("changes row 3 王建国: state") < dry.index("changes row 2 李桂芳: tails")


def test_an_unknown_centre_is_said(state: Path) -> None:
    """No person is registered at a place that is not there."""
    refused = run(state, FIRST, centre="nowhere")
    assert isinstance(refused.exception, ConfigError)
    assert "there is no centre 'nowhere'" in str(refused.exception)
