"""What an auditor finds in an exported month that somebody worked on."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import build
from kiosk.cli.verify import check
from kiosk.core.audit import Wrong
from kiosk.core.model import Fact, Kind
from kiosk.core.reception import Reception
from kiosk.credentials import SigningKey
from kiosk.errors import ConfigError
from kiosk.server.export import export
from kiosk.sim.history import History
from kiosk.sim.machine import Kiosk
from kiosk.sim.people import come
from kiosk.sim.town import City, card

MONTH, CENTRE = "2026-11", "xingsheng"
Lines = list[str]


@pytest.fixture(scope="module")
def city(city: City) -> Iterator[City]:
    """A city whose kiosks took a quiet day of taps."""
    history = History(city, city.folder / "history", 5)
    history.weather.fair = True
    for number in range(30):
        city.clock.advance(300)
        for kiosk in history.kiosks:
            come(kiosk, card(kiosk.identity.centre, number % 10), history.random)
    annul(history.kiosks[0], history.promised)
    history.heal()
    yield city
    for kiosk in history.kiosks:
        kiosk.close()


def annul(kiosk: Kiosk, promised: list[Fact]) -> None:
    """A resident takes the last visit here back."""
    fact = [one for one in promised if one.kind is Kind.VISIT and one.id in kiosk.held()][-1]
    reception = Reception(kiosk.store.roster, kiosk.store.visits, kiosk.new_id)
    kiosk.store.visits.record(reception.void(reception.visitor(fact.card or ""), fact, kiosk.clock.now()))


@pytest.fixture
def lines(city: City) -> Lines:
    """The export of the month."""
    return list(export(city.server.site, CENTRE, MONTH))


@pytest.fixture
def key(city: City) -> str:
    """The server's public key, which the auditor got from the server's owner."""
    return city.server.site.keys.server.public.hex()


def saved(folder: Path, lines: Lines, name: str = "month.jsonl") -> Path:
    """As a file."""
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_an_untouched_month_is_as_it_was(tmp_path: Path, lines: Lines, key: str) -> None:
    """Chain, signature and numbers agree, and every correction is named with who and why."""
    report = check(saved(tmp_path, lines), key, None)
    assert "nothing was added, changed or removed" in report.verdict
    assert report.visits > 10
    assert str(report.corrections[-1]).endswith("annulled by the resident: resident")


def body_changed(lines: Lines) -> Lines:
    """Another card, in one entry."""
    entry = json.loads(lines[6])
    return [*lines[:6], json.dumps(entry | {"body": entry["body"].replace("em4100", "em4101")}), *lines[7:]]


def rehashed(lines: Lines) -> Lines:
    """A change whose own hash was made to fit."""
    before, entry = json.loads(lines[5]), json.loads(lines[6])
    body = entry["body"].replace("em4100", "em4101")
    fresh = sha256(bytes.fromhex(before["hash"]) + body.encode()).hexdigest()
    return [*lines[:6], json.dumps(entry | {"body": body, "hash": fresh}), *lines[7:]]


def one_removed(lines: Lines) -> Lines:
    """One entry is gone."""
    return lines[:6] + lines[7:]


def tail_removed(lines: Lines) -> Lines:
    """The last entries are gone."""
    return lines[:-2]


def one_added(lines: Lines) -> Lines:
    """An entry is there twice."""
    return [*lines, lines[6]]


def head_changed(lines: Lines) -> Lines:
    """Other numbers in the first line."""
    head = json.loads(lines[0])
    return [json.dumps(head | {"days": {}}), *lines[1:]]


@pytest.mark.parametrize(
    ("work", "wrong", "where"),
    [
        (body_changed, Wrong.CHANGED, "entries 4 to 5"),
        (rehashed, Wrong.CHANGED, "entries 5 to 6"),
        (one_removed, Wrong.REMOVED, "entry 5"),
        (tail_removed, Wrong.REMOVED, "entries"),
        (one_added, Wrong.ADDED, "entry 5"),
        (head_changed, Wrong.FORGED, "the first line"),
    ],
)
def test_work_on_a_month_is_found(
    tmp_path: Path, lines: Lines, key: str, *, work: Callable[[Lines], Lines], wrong: Wrong, where: str
) -> None:
    """Whatever was done afterwards is named, with the place where it was done."""
    report = check(saved(tmp_path, work(lines)), key, None)
    found = next(trouble for trouble in report.troubles if trouble.what is wrong)
    assert where in found.where
    assert "NOT AS IT WAS" in report.verdict


def test_a_new_signature_does_not_help(tmp_path: Path, lines: Lines, key: str) -> None:
    """Who signs the month again with another key is told from the server."""
    forger = SigningKey.generate()
    head = json.dumps(json.loads(lines[0]) | {"key": forger.public.hex()})
    report = check(saved(tmp_path, [head, *lines[1:]]), key, None)
    assert report.troubles[0].what is Wrong.FORGED


def test_an_earlier_export_binds_the_server_itself(tmp_path: Path, lines: Lines, key: str) -> None:
    """History that the server's own administrator rewrote and signed anew differs from what the auditor kept."""
    report = check(saved(tmp_path, lines), key, saved(tmp_path, rehashed(lines), "earlier.jsonl"))
    assert [trouble.what for trouble in report.troubles] == [Wrong.CHANGED]
    assert "since the earlier export" in report.verdict


def test_the_command_says_it_in_one_line_and_a_code(tmp_path: Path, lines: Lines, key: str) -> None:
    """Code 0 and code 1; the line names centre and month."""
    good, bad = saved(tmp_path, lines), saved(tmp_path, one_removed(lines), "bad.jsonl")
    for path, code in ((good, 0), (bad, 1)):
        result = CliRunner().invoke(build("verify"), ["verify", str(path), "--key", key])
        assert result.exit_code == code
        assert result.output.startswith(f"{CENTRE} {MONTH}: ")
        assert result.output.count("\n") == 1


def test_something_else_is_no_export(tmp_path: Path) -> None:
    """A file that is no export is refused in words."""
    with pytest.raises(ConfigError, match="is not an export"):
        check(saved(tmp_path, ['{"export": 2}', "{}"]), None, None)
