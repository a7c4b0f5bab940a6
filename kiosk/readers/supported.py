"""The table of supported readers, made from the folders in hardware/: nobody edits it by hand."""

from pathlib import Path

from kiosk.readers.profile import load, models
from kiosk.readers.protocols import dialect

BEGIN, END = "<!-- table: kiosk readers models -->", "<!-- end of table -->"


def table(hardware: Path) -> str:
    """One row a model, in Markdown."""
    rows = ["| model | reader | protocol | speed | USB ids | trusted at once |", "|---|---|---|---|---|---|"]
    for model in models(hardware):
        profile = load(hardware, model)
        spoken = dialect(profile.protocol)
        speed = str(profile.baud or spoken.baud) if spoken.port.__name__ == "SerialPort" else "–"
        sure = "yes" if spoken.sure else "unknown cards tap twice"
        usb = ", ".join(profile.usb) or "–"
        rows.append(f"| [{model}]({model}/) | {profile.title} | `{profile.protocol}` | {speed} | {usb} | {sure} |")
    return "\n".join(rows)
