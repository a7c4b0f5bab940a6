"""`./dev faults`: run the tests of the matrix and print each row with its result."""

import sys

import pytest

from tests.faults.matrix import ROWS


class Results:
    """Hears how each test ended."""

    def __init__(self) -> None:
        """Begin empty."""
        self.ended: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst that was heard of a test, whatever its parameters."""
        name = report.nodeid.partition("[")[0]
        if report.failed or (report.passed and report.when == "call" and self.ended.get(name) != "failed"):
            self.ended[name] = report.outcome


def main() -> int:
    """Print the table; 1 when a row has no passing test."""
    results = Results()
    wanted = sorted({test for row in ROWS for test in row.tests})
    code = pytest.main(["--quiet", "--no-header", "--no-summary", *wanted], plugins=[results])
    for row in ROWS:
        states = {results.ended.get(test, "not run") for test in row.tests}
        how = "nearest" if row.reason else "injected"
        print(f"{row.number:2} {row.fault:40} {how:9} {', '.join(sorted(states))}")
        if row.reason:
            print(f"   {row.reason}")
    return int(code)


sys.exit(main())
