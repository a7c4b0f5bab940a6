import re
import tomllib
from datetime import time
from pathlib import Path

import msgspec

from kiosk.config import Config, Hours, Reader, load
from kiosk.device.units import EXAMPLE
from tests.config.test_config import written

KEY = re.compile(r"^# (\w+ = |\[\[)", re.MULTILINE)


def all_keys() -> str:
    """The example with every key taken out of its comment."""
    return KEY.sub(r"\1", EXAMPLE.read_text(encoding="utf-8"))


def test_the_example_changes_nothing() -> None:
    """Everything in it is commented out, with the value that holds anyway."""
    assert load(EXAMPLE, {}) == Config()


def test_the_example_names_every_setting_and_its_default(tmp_path: Path) -> None:
    """A key that is missing in it is a key that no technician finds."""
    named = tomllib.loads(all_keys())
    reader = named.pop("readers")[0]
    assert set(reader) == set(Reader.__struct_fields__)
    plain = msgspec.to_builtins(Config(), enc_hook=str, builtin_types=(time,))
    plain.pop("readers")
    (hours,) = named["sound"].pop("hours")
    assert set(hours) == {field.encode_name for field in msgspec.structs.fields(Hours)}
    assert plain["sound"].pop("hours") == ()
    assert named.pop("keys") == plain["state"]
    assert plain.pop("keys") is None
    assert named.pop("second_copy").startswith(plain["state"])
    assert plain.pop("second_copy") is None
    assert named | {"server": named["server"] | {"url": None, "ca": None}} == plain
    assert load(written(tmp_path, all_keys()), {}).server.ca is not None
