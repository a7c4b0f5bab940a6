"""House rules that lint cannot see: who may tell the time, who may catch everything, how long things get."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CLOCKS = {
    ("time", name)
    for name in ("sleep", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "clock_gettime_ns")
} | {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
WORKERS = ("kiosk/workers.py:", "kiosk/readers/pump.py:", "kiosk/sync/courier.py:")
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_SCREEN = 300, 40, 60
REPLACERS = {"monkeypatch", "mocker"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file under a folder, as text and as a tree."""
    for path in sorted(folder.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def functions(folder: Path) -> Iterator[tuple[Path, Function]]:
    """Every function under a folder."""
    for path, tree in sources(folder):
        yield from ((path, node) for node in ast.walk(tree) if isinstance(node, Function))


def code_lines(function: Function) -> int:
    """How long a function is without its docstring."""
    first = function.body[0]
    told = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) and first.end_lineno else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - told


def test_only_one_file_reads_a_clock(checkout: Path) -> None:
    """Everything else is handed the time, so that tests, simulations and a machine without a clock are alike."""
    found = {
        f"{path.relative_to(checkout)}:{node.lineno}"
        for path, tree in sources(checkout / "kiosk")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and (getattr(node.value, "id", ""), node.attr) in CLOCKS
    }
    assert {place for place in found if not place.startswith("kiosk/clock.py:")} == set()


def test_everything_is_caught_only_where_a_worker_begins(checkout: Path) -> None:
    """A part may fail and the kiosk may not, but an error that is not ours is a bug and has to be seen."""
    found = {
        f"{path.relative_to(checkout)}:{node.lineno}"
        for path, tree in sources(checkout / "kiosk")
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    }
    assert {place for place in found if not place.startswith(WORKERS)} == set()


@pytest.mark.parametrize("folder", ["kiosk", "tests"])
def test_nothing_is_longer_than_one_can_hold_in_mind(folder: str, checkout: Path) -> None:
    """A cap that is reached means that an idea is missing."""
    long = [path for path, _ in sources(checkout / folder) if path.read_text().count("\n") > LONGEST_FILE]
    assert long == []
    assert [f"{path}:{f.name}" for path, f in functions(checkout / folder) if code_lines(f) > LONGEST_FUNCTION] == []


def test_a_screen_is_two_short_files(checkout: Path) -> None:
    """Looks are in the `.kv`; what is left for Python fits on one page of an editor."""
    screens = [path for path in (checkout / "kiosk/ui/screens").glob("*.py") if path.stem != "__init__"]
    assert [path for path in screens if not path.with_suffix(".kv").is_file()] == []
    assert [path for path in screens if path.read_text().count("\n") > LONGEST_SCREEN] == []


def test_every_test_says_what_it_shows_and_replaces_nothing_of_ours(checkout: Path) -> None:
    """A test without a sentence, or with a part of ours swapped behind its back, proves little."""
    tests = [(path, function) for path, function in functions(checkout / "tests") if function.name.startswith("test_")]
    assert [f"{path}:{function.name}" for path, function in tests if not ast.get_docstring(function)] == []
    swapping = [f"{path}:{f.name}" for path, f in tests if REPLACERS & {a.arg for a in f.args.args + f.args.kwonlyargs}]
    assert swapping == []
