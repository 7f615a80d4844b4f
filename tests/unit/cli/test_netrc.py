"""~/.netrc is edited so that every reader still finds what it found, and the new entry."""

import netrc as library
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devsper_registry.cli.login import netrc

HOST, KEY = "registry.example.com", "hm_new"
LINE = f"machine {HOST} login __token__ password {KEY}\n"

Read = tuple[dict[str, tuple[str, str, str]], dict[str, list[str]]]


def read(text: str, path: Path) -> Read:
    """Return what the standard library makes of it."""
    path.write_text(text)
    found = library.netrc(str(path))
    return dict(found.hosts), dict(found.macros)


def test_the_first_entry_is_one_line() -> None:
    assert netrc.with_password("", HOST, KEY) == LINE


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("machine a login b password c\n", "machine a login b password c\n" + LINE),
        ("machine a login b password c", "machine a login b password c\n" + LINE),
        ("# nothing\n", "# nothing\n" + LINE),
        ("default login a password b\n", LINE + "default login a password b\n"),
        (
            "machine a login b password c default login d password e\n",
            f"machine a login b password c \n{LINE}default login d password e\n",
        ),
        ("macdef init\ncd /\n\n", "macdef init\ncd /\n\n" + LINE),
        ("macdef init\ncd /\n", "macdef init\ncd /\n\n" + LINE),
        ("macdef init\ncd /", "macdef init\ncd /\n\n" + LINE),
        (
            f"# me\nmachine {HOST}\n\tlogin __token__\n\tpassword hm_old # c\nmachine a login b\n",
            f"# me\nmachine {HOST}\n\tlogin __token__\n\tpassword hm_new # c\nmachine a login b\n",
        ),
        (
            f'machine {HOST} password "hm_old" login __token__',
            f"machine {HOST} password hm_new login __token__",
        ),
    ],
)  # fmt: skip
def test_an_entry_is_added_or_changed_and_nothing_else(text: str, changed: str) -> None:
    assert netrc.with_password(text, HOST, KEY) == changed


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (LINE, ""),
        (f"machine a login b password c\n{LINE}", "machine a login b password c\n"),
        (f"{LINE}default login a password b\n", "default login a password b\n"),
        (f"machine {HOST}\nlogin __token__\npassword x\n\n# end\n", "# end\n"),
        (f"machine a password b\n\n{LINE}# end\n", "machine a password b\n# end\n"),
        (f"machine a password b {LINE}# end\n", "machine a password b\n# end\n"),
        (f'machine a password "b"\n{LINE}# end\n', 'machine a password "b" # end\n'),
        (f"macdef m\ncd /\n\n{LINE}# end\n", "macdef m\ncd /\n\n# end\n"),
        (f"{LINE}#the end\n#\n##\n## the end\n", "# the end\n#\n##\n# # the end\n"),
        (f"machine a\n{LINE}#the end\n", "machine a\n#the end\n"),
        ("machine a login b password c\n", "machine a login b password c\n"),
        (f"machine a password b machine {HOST} password c machine d password e",
         "machine a password b machine d password e"),
    ],
)  # fmt: skip
def test_an_entry_is_removed_and_nothing_else(text: str, left: str) -> None:
    assert netrc.without(text, HOST) == left


@pytest.mark.parametrize(
    "text",
    ["machine", "machine a login", "password x", "nonsense", 'machine a password "x', "macdef"],
)
def test_what_is_not_understood_is_said_to_be_so(text: str) -> None:
    with pytest.raises(netrc.Malformed):
        netrc.entries(text)


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("", False),
        (LINE, False),
        (f"machine {HOST} login alice password {KEY}", True),
        (f"machine {HOST} login __token__ password pypi-x", True),
        (f"machine {HOST} login __token__", True),
        (f"machine other login alice password {KEY}", False),
        (f"default login alice password {KEY}", False),
    ],
)
def test_an_entry_of_somebody_else_is_known(text: str, foreign: bool) -> None:
    assert netrc.is_foreign(text, HOST, ours=re.compile("hm_.*")) is foreign


WORDS = st.sampled_from(
    ["a", "b.example.com", "x\\ y", '"q u"', '"a\\"b"', "#no", "p#w", "machine", "login", "é"]
)
VALUES = st.tuples(st.sampled_from(["login", "account", "password", "user"]), WORDS)
GAPS = st.sampled_from([" ", "\n", "\n\t", "  "])
MACHINES = st.sampled_from(["a", "b.example.com", "c", HOST])


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["machine", "comment", "macdef"]))
        if kind == "machine":
            words = ["machine", draw(MACHINES)]
            for name, value in draw(st.lists(VALUES, max_size=3)):
                words += [name, value]
            parts.append(draw(GAPS).join(words) + draw(st.sampled_from(["\n", "\n\n", " ", " \n"])))
        elif kind == "comment":
            parts.append(
                draw(st.sampled_from(["# c\n", "# c machine x\n", "#\n", "#c\n", "#c d\n"]))
            )
        else:
            parts.append("macdef m\ncd /\nmachine z\n\n")
    if draw(st.booleans()):
        parts.append("default login d password e")
    return "".join(parts)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts())
def test_every_reader_finds_the_rest_as_it_was(tmp_path: Path, text: str) -> None:
    path = tmp_path / "netrc"
    try:
        hosts, macros = read(text, path)
    except library.NetrcParseError:
        return
    with_key, macros_with_key = read(netrc.with_password(text, HOST, KEY), path)
    ours = with_key.pop(HOST)
    assert ours[2] == KEY
    assert with_key == {name: value for name, value in hosts.items() if name != HOST}
    assert macros_with_key == macros
    left, macros_left = read(netrc.without(netrc.with_password(text, HOST, KEY), HOST), path)
    left.pop(HOST, None)
    assert (left, macros_left) == (with_key, macros)
