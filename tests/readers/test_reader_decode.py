"""`kiosk readers decode`: what a technician sees."""

import json

from typer.testing import CliRunner

from kiosk.cli.readers import app


def decoded(protocol: str, data: str) -> list[dict[str, object]]:
    """The lines that the command prints for these bytes."""
    result = CliRunner().invoke(app, ["decode", "--protocol", protocol, "--hex", data])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_reads_are_printed_in_order_of_appearance() -> None:
    """A cut frame and the good one behind it are two lines."""
    lines = decoded("rdm6300", "02303730303637330230313030313239334438353803")
    assert lines == [{"error": "truncated"}, {"id": "em4100:01001293D8"}]


def test_a_code_is_printed_as_text_and_a_foreign_one_is_not() -> None:
    """Our own code is shown; of a foreign one only the fact."""
    assert decoded("ascii_line", "4B313A4142433132330D0A") == [{"text": "K1:ABC123"}]
    assert decoded("ascii_line", "48545450533A2F2F552E5745434841542E434F4D0D") == [{"error": "foreign_code"}]
