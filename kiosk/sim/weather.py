"""What can happen to a message on its way, drawn from the seed.

lost         the server never hears of it          unanswered   it does, but the answer is lost
doubled      it comes twice                        late         the sender gave up; it comes later, in any order
portal       a hotel's login page answers          cut_off      the answer stops in the middle
busy         a gateway asks to come back           unplugged    the kiosk's power fails while it waits
killed       the server's process dies               broken_off   the question stops in the middle
"""

from collections.abc import Callable
from random import Random
from typing import Protocol

import httpx

PORTAL = b"<html>Welcome. Please log in.</html>"
MOST_IN_A_TURN = 400
MOST_STATEMENTS = 40


class Unplugged(BaseException):
    """The kiosk's power failed in the middle of a request. No worker can catch it."""


class Endless(BaseException):
    """A courier's turn did not come to an end."""


class Mortal(Protocol):
    """A server whose process can die."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        ...

    def die(self, request: httpx.Request, statements: int) -> None:
        """Be killed while this is being answered, and come back."""
        ...


class Weather(httpx.BaseTransport):
    """Stands between all kiosks and the server."""

    def __init__(self, server: Mortal, random: Random) -> None:
        """Begin with foul weather."""
        self.server, self.random = server, random
        self.fair = False
        self.held: list[httpx.Request] = []
        self.seen: dict[str, int] = {}
        self.in_a_turn = 0
        self.fates: list[Callable[[httpx.Request], httpx.Response]] = [
            self.server.handle_request,
            self.lost,
            self.unanswered,
            self.doubled,
            self.late,
            self.portal,
            self.cut_off,
            self.busy,
            self.unplugged,
            self.killed,
            self.broken_off,
        ]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Let the request meet its fate."""
        request.read()
        self.in_a_turn += 1
        if self.in_a_turn > MOST_IN_A_TURN:
            raise Endless(f"{MOST_IN_A_TURN} requests in one turn of a courier")
        if self.fair:
            return self.server.handle_request(request)
        if self.held and self.random.random() < 0.15:
            self.server.handle_request(self.held.pop(self.random.randrange(len(self.held))))
        fate = self.random.choices(self.fates, [60, 9, 12, 8, 7, 2, 3, 2, 2, 3, 3])[0]
        name = fate.__name__
        self.seen[name] = self.seen.get(name, 0) + 1
        return fate(request)

    def lost(self, request: httpx.Request) -> httpx.Response:
        """Nobody hears."""
        raise httpx.ConnectTimeout("lost", request=request)

    def unanswered(self, request: httpx.Request) -> httpx.Response:
        """Done, but nobody learns."""
        self.server.handle_request(request)
        raise httpx.ReadTimeout("lost", request=request)

    def doubled(self, request: httpx.Request) -> httpx.Response:
        """Done twice."""
        self.server.handle_request(request)
        return self.server.handle_request(request)

    def late(self, request: httpx.Request) -> httpx.Response:
        """Kept back; it comes when the sender has long given up."""
        self.held.append(request)
        raise httpx.ReadTimeout("late", request=request)

    def portal(self, _request: httpx.Request) -> httpx.Response:
        """Somebody else answers."""
        return httpx.Response(200, content=PORTAL)

    def cut_off(self, request: httpx.Request) -> httpx.Response:
        """Only the beginning of the answer comes."""
        answer = self.server.handle_request(request)
        part = answer.content[: self.random.randrange(len(answer.content) + 1)]
        return httpx.Response(answer.status_code, headers=answer.headers, content=part)

    def busy(self, _request: httpx.Request) -> httpx.Response:
        """Come back later."""
        return httpx.Response(503, headers={"Retry-After": str(self.random.choice([0, 5, 60]))})

    def killed(self, request: httpx.Request) -> httpx.Response:
        """Some of its statements ran, perhaps all of them."""
        self.server.die(request, self.random.randrange(1, MOST_STATEMENTS))
        raise httpx.ReadTimeout("killed", request=request)

    def broken_off(self, request: httpx.Request) -> httpx.Response:
        """Only the beginning of the question comes, under the signature of the whole."""
        part = request.content[: self.random.randrange(max(1, len(request.content)))]
        self.server.handle_request(httpx.Request(request.method, request.url, headers=request.headers, content=part))
        raise httpx.ReadTimeout("broken off", request=request)

    def unplugged(self, request: httpx.Request) -> httpx.Response:
        """The server may have done it when the kiosk's power fails."""
        if self.random.random() < 0.5:
            self.server.handle_request(request)
        raise Unplugged
