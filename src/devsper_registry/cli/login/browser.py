"""Opening a page for the person, where there is a browser to open it in."""

import os
import sys
import webbrowser


def open_page(url: str) -> bool:
    """Open the page; tell whether a browser took it.

    A browser that draws on the terminal would hide the code, so without a screen there is none,
    unless BROWSER says which.
    """
    screen = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")
    )
    if not screen:
        return False
    try:
        return webbrowser.open(url)
    except (webbrowser.Error, OSError):
        return False
