"""The dashboard in a browser, when there is one, for a picture of it."""

import re
import subprocess
import tempfile
from collections.abc import Callable
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
BROWSER_SECONDS = 60.0


def keep_dashboard(url: str, folder: Path, say: Callable[[str], object]) -> None:
    """Sign in like a browser, keep the page, and draw it with the browser that is installed."""
    page = folder / "dashboard.html"
    page.write_text(signed_in(url), encoding="utf-8")
    browser = next((found for name in BROWSERS if (found := which(name))), None)
    if browser is None:
        say(f"dashboard {page}; install chromium for a picture of it")
        return
    with tempfile.TemporaryDirectory() as profile:
        shot = folder / "dashboard.png"
        command = [browser, *FLAGS, f"--user-data-dir={profile}", f"--screenshot={shot}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=BROWSER_SECONDS)  # noqa: S603  (ours)


def signed_in(url: str) -> str:
    """The dashboard's HTML, its links made absolute so that it can be opened as a file."""
    with httpx.Client(base_url=url, follow_redirects=True, trust_env=False) as browser:
        form = browser.get("/login")
        token = re.search(r'name="_csrf_token" value="([^"]+)"', form.text)
        fields = {"login": LOGIN, "password": PASSWORD} | ({"_csrf_token": token[1]} if token else {})
        answer = browser.post("/login", data=fields)
        if "headcount" not in str(answer.url) and "today" not in str(answer.url):
            raise SetupError(f"{url}: the demo's own password was refused ({answer.status_code})")
        return answer.text.replace("<head>", f'<head><base href="{url}/">', 1)
