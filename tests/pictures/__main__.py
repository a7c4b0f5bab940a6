"""`python -m tests.pictures [FOLDER]`, or `./dev pictures`: draw the pictures of the documents anew."""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from kiosk.ui.panel import canvas

with tempfile.TemporaryDirectory(prefix="kivy-") as home:
    # The window opens while Kivy is imported, so the panel is described before.
    canvas(Path(home)).prepare()
    draw = import_module("tests.pictures.drawing").draw
    for picture in draw(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"), Path(home)):
        print(picture)
