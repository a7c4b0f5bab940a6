"""The window itself, in a process of its own: locked, awake, and honest about where it draws."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from kiosk.ui.panel import Panel
panel = Panel(home=Path(sys.argv[1]), offscreen=True)
panel.prepare()
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kiosk.clock import SystemClock
from kiosk.errors import SetupError
from kiosk.i18n import Catalogs
from kiosk.paths import ASSETS
from kiosk.ui.kivyapp import KioskApp, require_display, video_driver
from kiosk.ui.look import Look
from kiosk.ui.mailbox import Mailbox
from kiosk.ui.samples import sample_pages
from kiosk.ui.sound import Silent
from kiosk.ui.stage import Stage

mailbox = Mailbox()
mailbox.show(sample_pages("zh_CN")["idle"])
stage = Stage(send=print, clock=SystemClock(), catalogs=Catalogs(ASSETS / "i18n"), look=Look(panel),
              player=Silent(), mailbox=mailbox)

def drawn():
    print("drawn", type(stage.current.page).__name__)
    escape, f1, ctrl_q = (27, 41, "", []), (282, 58, "", []), (113, 20, "q", ["ctrl"])
    for key, scancode, text, modifiers in (escape, f1, ctrl_q):
        Window.dispatch("on_key_down", key, scancode, text, modifiers)
        Window.dispatch("on_keyboard", key, scancode, text, modifiers)
    app.open_settings()
    print("children", [type(child).__name__ for child in Window.children])
    print("providers", sorted(type(provider).__name__ for provider in EventLoop.input_providers))
    print("driver", video_driver())
    try:
        require_display()
    except SetupError as error:
        print("display", error)
    app.close()

app = KioskApp(stage, drawn=drawn)
app.run()
print("closed")
"""


def test_no_key_gets_out_and_one_provider_gets_in(tmp_path: Path) -> None:
    """Esc, F1 and Ctrl-Q do nothing, a touch is one event, and drawing nowhere is said aloud."""
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path)]
    environ = os.environ | {"DISPLAY": ""}
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environ)
    said = run.stdout.splitlines()
    assert said[0] == "drawn Idle", run.stderr
    assert "children ['Stage']" in said
    assert "providers ['MouseMotionEventProvider', 'SDL2MotionEventProvider']" in said
    assert "driver offscreen" in said
    assert any(line.startswith("display no display: SDL draws with 'offscreen'") for line in said)
    assert said[-1] == "closed"
    assert run.stderr == ""
