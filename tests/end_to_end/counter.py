"""A kiosk without a window that prints what was behind each tick: `python -m tests.end_to_end.counter CONFIG`.

One line a shown Welcome, with the identity of the visit; it is printed where the page goes to the screen. Made to be
killed at any moment.
"""

import sys
from pathlib import Path

from kiosk.app import Kiosk, build_kiosk
from kiosk.config import load
from kiosk.core.pages import Welcome
from kiosk.showing import show_kiosk


def told(kiosk: Kiosk, what: str, page: object) -> None:
    """Print the identity of the visit whose tick is shown now."""
    if what == "page" and isinstance(page, Welcome) and kiosk.desk.result:
        print(kiosk.desk.result[1][0].id, flush=True)


def main(config: Path) -> None:
    """Run until killed."""
    kiosk = build_kiosk(load(config, {}))
    kiosk.watchers.append(lambda what, page: told(kiosk, what, page))
    kiosk.start()
    print("ready", flush=True)
    show_kiosk(kiosk, window=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
