"""The threat model names tests, not intentions."""

import ast
import re
from pathlib import Path

TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
THREATS = "docs/threat-model.md"


def test_every_threat_names_tests_that_exist(checkout: Path) -> None:
    """A row without a test, or with one that was renamed, is found."""
    rows = [line for line in (checkout / THREATS).read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    named = {row: TEST.findall(row) for row in rows}
    assert [row for row, tests in named.items() if not tests] == []
    missing = [
        f"{path}::{name}" for tests in named.values() for path, name in tests if name not in defined(checkout / path)
    ]
    assert missing == []


def defined(path: Path) -> set[str]:
    """The functions of a file; none when it is not there."""
    if not path.exists():
        return set()
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}
