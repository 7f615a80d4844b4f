"""Names of popular packages, and the modules that some of them install."""

from functools import cache
from importlib.resources import files

# Where the module is not called like its package. Of those that many programs import.
_MODULES = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "crypto": "pycryptodome",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dns": "dnspython",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "pymupdf",
    "git": "gitpython",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "magic": "python-magic",
    "mysqldb": "mysqlclient",
    "nacl": "pynacl",
    "openssl": "pyopenssl",
    "pil": "pillow",
    "pkg_resources": "setuptools",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "socks": "pysocks",
    "usb": "pyusb",
    "win32api": "pywin32",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}


@cache
def packages() -> frozenset[str]:
    """Return the normalized names."""
    text = (files(__package__) / "data" / "popular-packages.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def owner_of(module: str) -> str | None:
    """The popular package that installs a top-level module of this name, as far as is known."""
    folded = module.lower()
    if folded in _MODULES:
        return _MODULES[folded]
    name = folded.replace("_", "-")
    return name if name in packages() else None
