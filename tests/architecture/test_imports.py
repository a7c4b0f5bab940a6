"""Imports go one way. The table is the law; a column that it does not name is not allowed to exist."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

KIOSK = Path(__file__).parents[2] / "kiosk"
SHARED = {"core", "errors", "paths", "clock", "credentials", "kiosk"}
ALL = {"*"}
LAW: dict[str, tuple[set[str], set[str]]] = {  # column or file: what of ours, what of others
    "cli": (ALL, {"kivy", "typer", "rich", "uvicorn", "msgspec"}),
    "app": (ALL, {"msgspec"}),
    "online": (ALL, set()),
    "almanac": ({"core"}, {"borax", "chinese_calendar"}),  # too slow to import for the desk, see there
    "showing": (ALL, set()),
    "speaking": (ALL, set()),
    "keeping": (SHARED | {"config", "state", "store"}, set()),
    "wallclock": (SHARED | {"store"}, set()),
    "demo": (ALL, {"kivy", "httpx", "uvicorn"}),
    "tapping": (ALL, {"msgspec"}),
    "ui": (SHARED | {"i18n", "letters", "voice"}, {"kivy"}),
    "voice": (SHARED, set()),
    "readers": (SHARED, {"serial"}),
    "store": (SHARED, {"peewee", "playhouse", "apsw", "msgspec"}),
    "sync": (SHARED | {"wire"}, {"httpx", "msgspec"}),
    "cards": (SHARED | {"letters"}, {"qrcode", "PIL"}),
    "letters": ({"core"}, {"fontTools"}),
    "server": (
        SHARED | {"wire", "i18n"},
        {"anyio", "litestar", "msgspec", "openpyxl", "peewee", "playhouse", "pypinyin", "uvicorn"},
    ),
    "sim": (SHARED | {"store", "sync", "server", "wire", "wallclock"}, {"apsw", "httpx", "litestar"}),
    "device": (SHARED | {"config"}, set()),
    "state": (SHARED | {"wire"}, {"msgspec"}),
    "workers": (SHARED, set()),
    "wire": ({"core"}, {"msgspec"}),
    "config": ({"errors"}, {"msgspec"}),
    "credentials": ({"core"}, {"argon2", "cryptography"}),
    "i18n": ({"errors", "paths"}, {"polib"}),
    "clock": ({"core"}, set()),
    "core": ({"errors"}, set()),
    "errors": (set(), set()),
    "paths": (set(), set()),
    "__init__": (set(), set()),
}


def imported(source: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "kiosk"


def breaches(source: Path, column: str) -> Iterator[str]:
    """What a file of this column imports against the law."""
    ours, theirs = LAW[column]
    for module in imported(source):
        package, _, rest = module.partition(".")
        part = rest.partition(".")[0] or package
        foreign = theirs | sys.stdlib_module_names
        if not (ours == ALL or part in ours | {column} if package == "kiosk" else package in foreign):
            yield f"{source}: {module}"


@pytest.mark.parametrize("column", sorted(path.stem for path in KIOSK.iterdir() if path.name != "__pycache__"))
def test_a_column_imports_only_what_the_law_allows(column: str) -> None:
    """Each column knows core, what is shared by all, and the libraries that are its own trade."""
    home = KIOSK / column
    sources = home.rglob("*.py") if home.is_dir() else [home.with_suffix(".py")]
    assert [breach for source in sources for breach in breaches(source, column)] == []


def test_the_law_names_nothing_that_is_gone() -> None:
    """A row without a column would hide that the column was renamed."""
    assert {name for name in LAW if not list(KIOSK.glob(f"{name}*"))} == set()
