"""One module and one `.kv` file a page. A module dropped in here is found by itself."""

from importlib import import_module
from pkgutil import iter_modules

from kiosk.core.pages import Page
from kiosk.ui.screen import Screen


def discover() -> dict[type[Page], type[Screen]]:
    """Import every screen of this package and return them by the page they show."""
    for module in iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return Screen.registry
