"""The platform tags that some installer knows (PEP 425, 600, 656, 730, 738, 783)."""

import re

_ARCH = r"(?:x86_64|i686|aarch64|armv7l|armv6l|ppc64|ppc64le|s390x|riscv64|loongarch64)"

_KNOWN = re.compile(
    r"(?:"
    + "|".join(
        [
            "any",
            r"manylinux(?:1|2010|2014|_\d+_\d+)_" + _ARCH,
            r"musllinux_\d+_\d+_" + _ARCH,
            # From macOS 11 on installers look for the minor version 0 alone. 15 was followed by 26.
            r"macosx_(?:10_\d+|(?:1[1-5]|2[6-9]|[3-9]\d)_0)_"
            r"(?:x86_64|arm64|universal2|universal|intel|fat|fat3|fat32|fat64|i386|ppc|ppc64)",
            # What a Raspberry Pi installs; there is no manylinux for it.
            r"linux_armv[67]l",
            r"win32|win_(?:amd64|arm64|arm32|ia64)",
            r"ios_\d+_\d+_(?:arm64|x86_64)_(?:iphoneos|iphonesimulator)",
            r"android_\d+_(?:arm64_v8a|armeabi_v7a|x86_64|x86)",
            r"pyemscripten_\d+_\d+_wasm32|pyodide_\d+_\d+_wasm32|emscripten_\d+_\d+_\d+_wasm32",
            r"wasi_\d+_\d+_\d+_wasm32",
        ]
    )
    + r")\Z",
    re.ASCII,
)
_LINUX = re.compile(r"linux_\w+\Z", re.ASCII)


def is_known(platform: str, *, linux: bool) -> bool:
    """Whether the tag names a platform; `linux` takes the plain linux_* tags of private use."""
    return bool(_KNOWN.match(platform) or (linux and _LINUX.match(platform)))
