"""Every folder in `hardware/` is complete, true to itself, and its captures decode as it says."""

import re
from pathlib import Path

import pytest

from kiosk.paths import HARDWARE
from kiosk.readers.capture import as_json, decode, load_capture
from kiosk.readers.profile import Profile, load, models
from kiosk.readers.protocols import PROTOCOLS
from kiosk.readers.station import spoken_by
from kiosk.readers.supported import BEGIN, END, table

FOLDERS = [*models(HARDWARE), "TEMPLATE"]
CAPTURES = sorted(path.relative_to(HARDWARE).as_posix() for path in HARDWARE.glob("*/captures/*.jsonl"))
CAN_WRITE_CARDS = {"gwiot_7941w", "pn532_hsu", "yhy_aabb", "ic_len_xor", "ffff0035_hid", "pcsc_apdu", "sdt_idcard"}


def test_there_are_at_least_ten_models() -> None:
    """Residents hold what they hold, centres own what the shop had."""
    assert len(models(HARDWARE)) >= 10


@pytest.mark.parametrize("model", FOLDERS)
def test_a_folder_is_complete(model: str) -> None:
    """Profile, drawn wiring, set-up, known trouble and a capture; nothing else, and no Python."""
    folder = HARDWARE / model
    allowed = {"README.md", "profile.toml", f"70-kiosk-{model}.rules", "captures"}
    assert {path.name for path in folder.iterdir()} <= allowed
    assert list((folder / "captures").glob("*.jsonl"))
    text = (folder / "README.md").read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Wiring", "Setting up", "Known trouble"]
    assert re.search(r"## Wiring\n\n```\n.{40,}?\n```", text, re.DOTALL)


@pytest.mark.parametrize("model", models(HARDWARE))
def test_a_readme_bears_its_profiles_title(model: str) -> None:
    """The drawing and the profile are of the same thing."""
    title = load(HARDWARE, model).title
    assert (HARDWARE / model / "README.md").read_text("utf-8").startswith(f"# {title}\n")


@pytest.mark.parametrize("model", FOLDERS)
def test_the_udev_rule_is_for_the_profiles_devices(model: str) -> None:
    """The same USB ids in both, and a profile without ids has no rule."""
    rule = HARDWARE / model / f"70-kiosk-{model}.rules"
    text = rule.read_text("utf-8") if rule.exists() else ""
    found = re.findall(r'idVendor\}=="(\w{4})", ATTRS?\{idProduct\}=="(\w{4})"', text)
    assert {f"{vendor}:{product}" for vendor, product in found} == set(load(HARDWARE, model).usb)


@pytest.mark.parametrize("capture", CAPTURES)
def test_a_capture_decodes_to_its_reads(capture: str) -> None:
    """The recorded bytes, through the model's profile, give what the capture's head says."""
    path = HARDWARE / capture
    spoken = spoken_by(load(HARDWARE, Path(capture).parts[0]))
    loaded = load_capture(path)
    assert [as_json(read) for read in decode(spoken, loaded.pieces)] == list(loaded.reads)


@pytest.mark.parametrize("model", models(HARDWARE))
def test_a_capture_names_its_source_and_the_profiles_protocol(model: str) -> None:
    """Where bytes come from is part of what they prove."""
    for path in (HARDWARE / model / "captures").glob("*.jsonl"):
        capture = load_capture(path)
        assert capture.about
        assert capture.source
        assert capture.protocol == load(HARDWARE, model).protocol


@pytest.mark.parametrize("model", models(HARDWARE))
def test_a_profile_has_at_most_eight_keys_and_sets_up_no_card(model: str) -> None:
    """Setup commands go to engines; a module that could write to cards gets none."""
    profile = load(HARDWARE, model)
    assert len(Profile.__dataclass_fields__) <= 8
    assert not (profile.setup and profile.protocol in CAN_WRITE_CARDS)


def test_the_table_of_supported_readers_is_current() -> None:
    """`kiosk readers models` prints what stands in hardware/README.md."""
    text = (HARDWARE / "README.md").read_text("utf-8")
    assert text.partition(f"{BEGIN}\n")[2].partition(f"\n{END}")[0] == table(HARDWARE)


def test_every_protocol_that_a_profile_can_name_is_one_we_have() -> None:
    """Loading a profile checks it; here the other way: what a shop sells most has a model."""
    used = {load(HARDWARE, model).protocol for model in models(HARDWARE)}
    assert used <= set(PROTOCOLS)
    assert {"rdm6300", "gm65", "pn532_hsu", "ssi", "sdt_idcard", "pcsc_apdu"} <= used
