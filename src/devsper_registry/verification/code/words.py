"""Words without which a text cannot do what is looked for: most files hold none, and cost no tree.

A function can only be reached by its name or by a way of looking names up; both are listed.
Looking for substrings costs a hundredth of a tree.
"""

import re
from bisect import bisect_left
from functools import lru_cache

from devsper_registry.verification.code.listing import listed

# Whoever writes one of these may do what is looked for.
_STRONG = listed(
    "exec eval execfile execv execve execl execlp execvp __import__ import_module "
    "popen Popen startfile __builtins__ builtins __subclasses__ meta_path path_hooks "
    "authorized_keys crontab sitecustomize usercustomize rmtree CodeType FunctionType "
    "settrace setprofile SourceFileLoader spec_from_file_location addsitedir Fernet "
    "__pyarmor__ posix_spawn spawnl spawnv fork_exec LaunchAgents LaunchDaemons "
    "autostart CurrentVersion InteractiveInterpreter InteractiveConsole "
    "getstatusoutput urlopen urlretrieve build_opener URLopener FancyURLopener "
    "HTTPConnection HTTPSConnection open_connection create_subprocess_exec "
    "create_subprocess_shell cmdclass dup2"
)
# The same, where they are more than a word.
_PIECES = (
    *listed(
        ".system 'system \"system .ssh .aws .pypirc .netrc .bashrc .zshrc .pth /etc/cron systemd/"
    ),
    *("stratum+", "wallet.dat", "Login Data", "Programs\\", "from os import", "from posix import"),
)
# Modules: they do nothing unless they are imported.
_MODULES = listed(
    "subprocess pty posix nt ctypes socket requests httpx aiohttp ftplib smtplib "
    "telnetlib paramiko websocket websockets xmlrpc dns wget gdown pycurl marshal "
    "pickle cPickle dill cloudpickle runpy imp zipimport winreg _winreg pyperclip "
    "clipboard win32api win32clipboard win32crypt win32process pynput keyboard "
    "pyautogui ImageGrab mss keyring browser_cookie3 telebot telegram discord dhooks "
    "discord_webhook pexpect sh git boto3 niquests curl_cffi socketio js2py pyHook "
    "grequests urllib3 pip"
)
# What looks names up is of interest where names are put together.
_LOOKUPS = (
    "getattr", "globals(", "locals(", "vars(", "__dict__", "sys.modules", "setattr",
    "attrgetter", "methodcaller", "__getattribute__", "codecs.register")  # fmt: skip
_TOGETHER = (
    "chr(", "[::-1]", "reversed(", "b64decode", "fromhex", "unhexlify", "\\x", "' + '", '" + "',
    "'+'", '"+"', "''.join", '"".join', "bytes(", "rot13", "rot_13", ".translate(", "%s%s", "{}{}",
    ".replace(", "f'{'", "f\"{'", "chr,", "bytearray(",
)  # fmt: skip
_ALIASES = re.compile(r"\b(?:from[ \t]+\S+[ \t]+)?import[ \t]+(\([^)]*\)|[^\n;]*)")
_IDENTIFIER = re.compile(r"\w+")


def found_in(text: str) -> list[str]:
    """The words of the text for which it must be read."""
    found = [word for word in _STRONG if word in text and _whole(word).search(text)]
    found += [word for word in _PIECES if word in text]
    found += [word for word in _MODULES if word in text and _importing(word).search(text)]
    if any(word in text for word in _TOGETHER):
        found += [word for word in _LOOKUPS if word in text]
    return found


@lru_cache(maxsize=len(_STRONG))
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{word}\b")


@lru_cache(maxsize=len(_MODULES))
def _importing(module: str) -> re.Pattern[str]:
    return re.compile(rf"(?:import|from)[ \t(\\][^\n]*\b{module}\b")


def lines_of_sinks(text: str) -> list[int]:
    """The lines on which one of the words stands, or a name imported by it; in order."""
    words = found_in(text)
    if not words:
        return []
    names = {word for word in words if word not in _MODULES}
    for module in (word for word in words if word in _MODULES):
        names.add(module)
        for statement in _importing(module).finditer(text):
            imported = _ALIASES.search(text, statement.start())
            if imported and imported.start() == statement.start():
                names.update(_IDENTIFIER.findall(imported[1]))
    breaks = [match.start() for match in re.finditer("\n", text)]
    lines: set[int] = set()
    for name in names:
        place = text.find(name)
        while place >= 0:
            lines.add(bisect_left(breaks, place) + 1)
            place = text.find(name, place + len(name))
    return sorted(lines)


def any_within(lines: list[int], first: int, last: int) -> bool:
    """Whether one of the lines lies there."""
    place = bisect_left(lines, first)
    return place < len(lines) and lines[place] <= last
