"""What one server process needs to know. Everything a centre decides is in the database, not here."""

from pathlib import Path

import msgspec

from kiosk.errors import ConfigError

SCHEMES = ("sqlite://", "postgresql://")


class ServerConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`state` holds the keys and, by default, the SQLite file; several processes of one server share it.

    `secure` marks cookies for TLS only: set it whenever browsers reach the server over https.
    """

    state: Path
    database: str = ""
    secure: bool = False

    @property
    def url(self) -> str:
        """The database's address; raises ConfigError for one that we cannot open."""
        url = self.database or f"sqlite:///{(self.state / 'server.sqlite').absolute()}"
        if not url.startswith(SCHEMES):
            raise ConfigError(f"--database {url}: accepted are sqlite:///FILE and postgresql://USER@HOST/NAME")
        return url
