"""One window for all tests of the screens: Kivy opens it while it is imported, so the panel is described before."""

import os
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.ui.panel import canvas

if TYPE_CHECKING:
    from kiosk.ui.easel import Easel
    from tests.glass import Glass

HOME = Path(os.environ.get("KIVY_HOME") or tempfile.mkdtemp(prefix="kivy-"))
canvas(HOME).prepare()


@pytest.fixture
def easel() -> "Easel":
    """A fresh stage in the window, 1280 x 800 on 10.1 inches."""
    fresh: Easel = import_module("kiosk.ui.easel").Easel(HOME, strict=True)
    fresh.resize(1280, 800, 10.1)
    return fresh


@pytest.fixture
def glass(tmp_path: Path) -> Iterator["Glass"]:
    """A kiosk that waits for the first visitor, at lunch time; its pages are laid out and not coloured."""
    module = import_module("tests.glass")
    kiosk: Glass = module.Glass(tmp_path, HOME)
    kiosk.stand.at(11)
    with kiosk.easel.undrawn():
        kiosk.do(module.Wait(60))
        yield kiosk
    kiosk.close()
