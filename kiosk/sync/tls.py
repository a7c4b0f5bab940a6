"""The secure connection to the server, also for a machine that does not know what day it is.

A kiosk without a battery-backed clock may believe it is 1970 or 2099; every certificate is then "not yet valid" or
"expired", and the one place that could tell it the time is out of reach. So while nobody sure has told the time, chain
and name are checked but the dates are not; the time is then taken from a reply that the server signed, and from there
on the dates are judged by it. The machine's own clock stays as wrong as it was: OpenSSL, which looks at nothing else,
judges dates only where NTP has set it.

NTP may be wrong as well, and an attacker with an old certificate could answer as NTP, too. So a certificate that is
refused by NTP's time alone is refused once: the next connection hears what time the server signs, and that decides.
"""

import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from kiosk.clock import ToldClock
from kiosk.core.model import WallState
from kiosk.errors import ConfigError

NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL's x509_vfy.h, which Python does not name."""


OF_ANOTHER_TIME = {9, 10}
"""X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED, from the same file."""


class TimelyContext(ssl.SSLContext):
    """Judges the dates of a server's certificate by the kiosk's clock, as far as that is sure."""

    clock: ToldClock
    refused = False
    """Whether NTP's time, which no server had borne out, was a reason to refuse."""

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        """Shake hands before anything is sent. Raises SSLCertVerificationError for a certificate of another time."""
        now = self.clock.now()
        by_ntp = now.state is WallState.NTP
        untested = by_ntp and self.clock.server is None
        sure = now.state.sure and not (untested and self.refused)
        flags = self.verify_flags & ~NO_CHECK_TIME
        self.verify_flags = flags if by_ntp and sure else flags | NO_CHECK_TIME
        try:
            line = super().wrap_socket(*args, **options)
        except ssl.SSLCertVerificationError as error:
            self.refused = self.refused or (untested and error.verify_code in OF_ANOTHER_TIME)
            raise
        if sure and not _of_this_time(line.getpeercert() or {}, now.wall):
            line.close()
            raise ssl.SSLCertVerificationError(f"this certificate is not valid at {now.wall:%Y-%m-%d %H:%M} UTC")
        return line


def tls_context(ca: Path | None, clock: ToldClock) -> ssl.SSLContext:
    """Trust only `ca` (PEM; None: the system's authorities); raises ConfigError when it cannot be read."""
    context = TimelyContext(ssl.PROTOCOL_TLS_CLIENT)
    context.clock = clock
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        if ca:
            context.load_verify_locations(ca)
        else:
            context.load_default_certs()
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"server.ca = {str(ca)!r}: no certificate can be read ({error}); give a PEM file") from error
    return context


def connect(url: str, context: ssl.SSLContext, timeout: float, proxy: str = "") -> httpx.Client:
    """An HTTP client for one server; `timeout` seconds for each read or write. It ignores proxy variables.

    Through `proxy` it speaks to the server over a tunnel (CONNECT), in which `context` shakes hands with the server.
    """
    limits, way = httpx.Limits(max_connections=2, keepalive_expiry=60), proxy or None
    return httpx.Client(base_url=url, verify=context, timeout=timeout, limits=limits, trust_env=False, proxy=way)


def _of_this_time(certificate: dict[str, Any], now: datetime) -> bool:
    begins, ends = (ssl.cert_time_to_seconds(str(certificate[key])) for key in ("notBefore", "notAfter"))
    return begins <= (now - datetime.fromtimestamp(0, UTC)).total_seconds() <= ends
