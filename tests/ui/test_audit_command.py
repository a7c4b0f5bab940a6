"""`kiosk audit` as a technician types it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def audited(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [str(Path(sys.executable).with_name("kiosk")), "audit", "--theme", "calm", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))


def test_every_rule_has_its_line_and_a_kiosk_audits_itself(tmp_path: Path) -> None:
    """With `--here` the panel is the one of the settings, and all twenty rules have a verdict, a figure and a bar."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text(f'state = "{tmp_path}"\n[screen]\nwidth = 1024\nheight = 600\ninches = 7.0\n')
    done = audited("--here", "--config", str(settings), "--language", "zh_CN")
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("  ")]
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1024 x 600, 7.0 inches" in done.stdout
    assert {row[1] for row in rows} == {f"R{number}" for number in range(1, 21)}
    assert {row[0] for row in rows} == {"pass"}


def test_a_panel_that_is_too_small_for_old_hands_fails(tmp_path: Path) -> None:
    """Five inches hold no buttons of 16 mm for every page, and the exit code says so."""
    settings = tmp_path / "kiosk.toml"
    settings.write_text(f'state = "{tmp_path}"\n[screen]\nwidth = 800\nheight = 480\ninches = 5.0\n')
    done = audited("--here", "--config", str(settings), "--language", "zh_CN")
    assert done.returncode == 1
    assert "FAIL" in done.stdout
