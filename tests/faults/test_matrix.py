"""The matrix of faults is whole, and every test that it names is there."""

import ast
from pathlib import Path

import pytest

from tests.faults.matrix import ROWS, Row


def test_there_are_forty_rows() -> None:
    """Numbered without a gap, each with a test."""
    assert [row.number for row in ROWS] == list(range(1, 41))
    assert [row.number for row in ROWS if not row.tests] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}-{row.fault.replace(' ', '-')}")
def test_the_tests_of_a_row_exist(checkout: Path, row: Row) -> None:
    """A test that was renamed is found here, not by somebody who trusted the table."""
    for test in row.tests:
        path, _, name = test.partition("::")
        tree = ast.parse((checkout / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
