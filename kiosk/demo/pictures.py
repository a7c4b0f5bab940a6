"""The dashboard in a browser, when there is one, for a picture of it."""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import which

import httpx

from kiosk.demo.centre import LOGIN, PASSWORD
from kiosk.errors import SetupError

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1280,900 --virtual-time-budget=2000"
).split()
BROWSER_SECONDS = 120.0
PATIENCE_SECONDS = 60.0


def keep_dashboard(url: str, folder: Path, say: Callable[[str], object]) -> None:
    """Sign in like a browser, keep the page, and draw it with the browser that is installed, if it can.

    Raises SetupError when the server shows no dashboard.
    """
    page, shot = folder / "dashboard.html", folder / "dashboard.png"
    page.write_text(signed_in(url), encoding="utf-8")
    browser = next((found for name in BROWSERS if (found := which(name))), None)
    if browser is None:
        say(f"dashboard {page}; install chromium for a picture of it")
        return
    say(f"dashboard {page}; {browser} draws a picture of it, in at most {BROWSER_SECONDS:g} seconds")
    if trouble := drawn(browser, page, shot):
        say(f"          no picture of the dashboard: {browser} {trouble} here")


def drawn(browser: str, page: Path, shot: Path, seconds: float = BROWSER_SECONDS) -> str | None:
    """Draw a page into `shot`; what the browser did instead, None when it is drawn. Leaves no process behind."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", f"--screenshot={shot}", page.as_uri()]
        try:
            process = subprocess.Popen(  # noqa: S603  (ours)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            return f"does not start ({error.strerror})"
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return f"was not done after {seconds:g} seconds"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if code:
        return f"failed with status {code}"
    return None if shot.exists() else "drew nothing"


def signed_in(url: str) -> str:
    """The dashboard's HTML, its links made absolute so that it can be opened as a file."""
    try:
        with httpx.Client(base_url=url, follow_redirects=True, trust_env=False, timeout=PATIENCE_SECONDS) as browser:
            form = browser.get("/login")
            token = re.search(r'name="_csrf_token" value="([^"]+)"', form.text)
            fields = {"login": LOGIN, "password": PASSWORD} | ({"_csrf_token": token[1]} if token else {})
            answer = browser.post("/login", data=fields)
    except httpx.HTTPError as error:
        raise SetupError(f"{url}: the demo's server did not show its dashboard ({type(error).__name__})") from error
    if "headcount" not in str(answer.url) and "today" not in str(answer.url):
        raise SetupError(f"{url}: the demo's own password was refused ({answer.status_code})")
    return answer.text.replace("<head>", f'<head><base href="{url}/">', 1)
