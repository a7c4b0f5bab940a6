"""Where the letters and the icons come from: two fonts that arrive as packages, found without importing them.

Noto Sans SC draws Chinese in its mainland forms (Debian's collection would draw Japanese ones); Font Awesome draws the
icons. A service names its icon as Font Awesome does ("utensils", "hot-tub-person").
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from kiosk.errors import AssetError, install_line

UNKNOWN_ICON = "circle-dot"
_CODE = re.compile(r"^\$fa-var-([a-z0-9-]+): \\([0-9a-f]+);$", re.MULTILINE)


def text_font() -> Path:
    """Noto Sans SC, regular."""
    return _packaged("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")


def icon_font() -> Path:
    """Font Awesome, solid."""
    return _packaged("fontawesomefree", "static/fontawesomefree/webfonts/fa-solid-900.ttf")


def icon(name: str) -> str:
    """The character that draws an icon; an unknown name gives a plain dot, because a server may know newer icons."""
    return icons().get(name) or icons()[UNKNOWN_ICON]


@cache
def icons() -> dict[str, str]:
    """Every icon by name and by each older name, as the package itself lists them."""
    source = _packaged("fontawesomefree", "static/fontawesomefree/scss/_variables.scss")
    return {name: chr(int(code, 16)) for name, code in _CODE.findall(source.read_text(encoding="utf-8"))}


def _packaged(package: str, inside: str) -> Path:
    spec = find_spec(package)
    path = Path(spec.submodule_search_locations[0]) / inside if spec and spec.submodule_search_locations else None
    if path is None or not path.is_file():
        raise AssetError(f"{package}: {inside} is missing. Run: {install_line('ui')}")
    return path
