"""A small HTTP proxy on loopback: tunnels by CONNECT, and notes which; perhaps it asks for a name first."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

MOST = 65536


@dataclass
class Proxy:
    """Where it listens, what it was asked for, and the only `Proxy-Authorization` that it lets through."""

    asked: list[str] = field(default_factory=list)
    wants: str = ""
    port: int = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    """Carry bytes one way until that way ends."""
    try:
        while data := source.recv(MOST):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return


@contextmanager
def proxying(wants: str = "") -> Iterator[Proxy]:
    """Run one."""
    proxy = Proxy(wants=wants)

    class Tunnel(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            """Open the way to a server of this machine, whatever name it was asked for by."""
            proxy.asked.append(self.path)
            if proxy.wants and self.headers.get("Proxy-Authorization") != proxy.wants:
                self.send_error(407)
                return
            with socket.create_connection(("127.0.0.1", int(self.path.rpartition(":")[2]))) as server:
                self.send_response(200)
                self.end_headers()
                back = Thread(target=_pass_on, args=(server, self.connection), daemon=True)
                back.start()
                _pass_on(self.connection, server)
                back.join()
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Be quiet."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Tunnel)
    listener.daemon_threads = True
    proxy.port = listener.server_port
    thread = Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield proxy
    listener.shutdown()
    thread.join()
    listener.server_close()
