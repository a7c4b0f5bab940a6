import socket
import ssl
from collections.abc import Iterator

import pytest

from kiosk.device.line import examine_line
from kiosk.errors import Refused

NOBODY = ssl.create_default_context()


def revoked() -> None:
    """A server that knows us too well."""
    raise Refused("403, this kiosk is revoked")


@pytest.fixture
def listening() -> Iterator[int]:
    """A port that accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_server_that_answers_has_passed_every_step(listening: int) -> None:
    """Name, connection and answer, in this order."""
    found = list(examine_line(f"http://127.0.0.1:{listening}", NOBODY, lambda: None))
    assert [(finding.name, finding.ok) for finding in found] == [
        ("server name", True),
        ("server connection", True),
        ("server answer", True),
    ]


def test_a_name_that_does_not_exist_ends_the_search(listening: int) -> None:
    """Nothing that follows from a failed step is reported besides it."""
    found = list(examine_line(f"http://nowhere.invalid:{listening}", NOBODY, lambda: None))
    assert [(finding.name, finding.ok) for finding in found] == [("server name", False)]


def test_a_server_that_is_down_is_not_taken_for_a_wrong_name() -> None:
    """The technician calls whoever runs the server, not whoever runs the network."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    found = list(examine_line(f"http://127.0.0.1:{port}", NOBODY, lambda: None))
    assert [finding.ok for finding in found] == [True, False]
    assert "firewall" in found[-1].fix


def test_a_refusal_is_passed_on_in_the_servers_words(listening: int) -> None:
    """Only the server knows why."""
    found = list(examine_line(f"http://127.0.0.1:{listening}", NOBODY, revoked))
    assert "revoked" in found[-1].cause


def test_a_certificate_is_its_own_step() -> None:
    """A port that does not speak TLS, or has a certificate that nobody signed, fails there."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        found = list(examine_line(f"https://127.0.0.1:{deaf.getsockname()[1]}", NOBODY, lambda: None, timeout=0.2))
    assert [finding.name for finding in found if not finding.ok] == ["server certificate"]
    assert "`ca`" in found[-1].fix
