"""The README's table of the way of a tap is the first thing that a newcomer reads, so it has to be true."""

import ast
import re
from pathlib import Path

import pytest

NAME = re.compile(r"\b([A-Z]\w+)(?:\.(\w+))?\(|-> (?:list\[)?([A-Z]\w+)")
FILE = re.compile(r"`(kiosk/[\w/]+\.(?:py|kv))`")


def rows() -> list[str]:
    """The rows of the table."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## The way of a tap")[2].partition("\n## ")[0]
    return [line for line in table.splitlines() if re.match(r"\| \d", line)]


def defined(source: Path) -> set[str]:
    """Names that a file defines or uses, with a class's members as `Class.member`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            names |= {node.name} | {f"{node.name}.{m.name}" for m in node.body if isinstance(m, ast.FunctionDef)}
        elif isinstance(node, ast.Attribute | ast.Name):
            names.add(node.attr if isinstance(node, ast.Attribute) else node.id)
    return names


def test_the_way_has_eight_steps() -> None:
    """From the reader's bytes to the headcount in a browser."""
    assert len(rows()) == 8


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.split("|")[1].strip())
def test_every_file_and_name_of_a_step_exists(row: str, checkout: Path) -> None:
    """Whoever follows the table finds each file, and in it each class and method that the table names."""
    files = [checkout / name for name in FILE.findall(row)]
    assert [file for file in files if not file.is_file()] == []
    known: set[str] = set().union(*(defined(file) for file in files if file.suffix == ".py"))
    for owner, method, result in NAME.findall(row):
        assert (f"{owner}.{method}" if method else owner or result) in known
