"""Prints one row a measurement: ours, the bare limit, their ratio, and the bar of the design.

python -m tests.bench            everything
python -m tests.bench tap        only the rows of one module
"""

import sys
from importlib import import_module

from rich.console import Console
from rich.table import Table

MODULES = ("tap", "window", "start", "decode", "line", "wear", "crowd", "time")


def main(wanted: list[str]) -> None:
    """Measure and print."""
    table = Table(title="Ratios against the bare limit, both measured now on this machine")
    for heading in ("what", "ours", "bare limit", "ratio", "bar", ""):
        table.add_column(heading)
    for name in wanted or MODULES:
        for row in import_module(f"tests.bench.{name}").rows():
            table.add_row(*row.cells())
    Console(width=140).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
