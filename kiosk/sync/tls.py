"""The secure connection to the server, also for a machine that does not know what day it is.

A kiosk without a battery-backed clock may believe it is 1970 or 2099; every certificate is then "not yet valid" or
"expired", and the one place that could tell it the time is out of reach. So until the clock is trusted, chain and name
are checked but the dates are not; the time is then taken from a reply that the server signed, and checked again after.
"""

import ssl
from pathlib import Path

import httpx

from kiosk.errors import ConfigError

NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL's x509_vfy.h, which Python does not name."""


def tls_context(ca: Path | None, *, clock_trusted: bool) -> ssl.SSLContext:
    """Trust only `ca` (PEM; None: the system's authorities); raises ConfigError when it cannot be read."""
    try:
        context = ssl.create_default_context(cafile=ca)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"server.ca = {str(ca)!r}: no certificate can be read ({error}); give a PEM file") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    check_dates(context, on=clock_trusted)
    return context


def check_dates(context: ssl.SSLContext, *, on: bool) -> None:
    """Switch the check of validity dates for connections made from now on."""
    flags = context.verify_flags & ~NO_CHECK_TIME
    context.verify_flags = flags if on else flags | NO_CHECK_TIME


def connect(url: str, context: ssl.SSLContext, timeout: float) -> httpx.Client:
    """An HTTP client for one server; `timeout` seconds for each read or write. It ignores proxy variables."""
    limits = httpx.Limits(max_connections=2, keepalive_expiry=60)
    return httpx.Client(base_url=url, verify=context, timeout=timeout, limits=limits, trust_env=False)
