"""~/.pypirc is edited so that twine still finds what it found, and the new repository."""

import configparser

import pytest

from devsper_registry.cli.login import place, pypirc

PLACE = place.of("https://registry.example.com")
KEY = "hm_new"
SECTION = f"""[devsper]
repository = https://registry.example.com/legacy/
username = __token__
password = {KEY}
"""
FIRST = f"""[distutils]
index-servers =
    pypi
    testpypi
    devsper

{SECTION}"""
KEPT = """# my indexes
[distutils]
# in this order
index-servers =
    pypi
    work

[pypi]
username: __token__
password = pypi-a%b ; not a comment

[work]
repository:https://work.example.com/upload
username=me
password = p w
"""


def test_the_first_section_comes_with_a_list_that_keeps_what_twine_knows() -> None:
    assert pypirc.with_section("", PLACE, KEY) == (FIRST, "devsper")


def test_the_rest_stays_byte_for_byte() -> None:
    text, name = pypirc.with_section(KEPT, PLACE, KEY)
    assert name == "devsper"
    assert text == KEPT.replace("    work\n", "    work\n    devsper\n", 1) + f"\n{SECTION}"
    assert pypirc.without_section(text, PLACE) == (KEPT, "devsper")


def test_a_second_time_only_the_password_changes() -> None:
    text, _ = pypirc.with_section(KEPT, PLACE, "hm_old")
    assert pypirc.with_section(text, PLACE, KEY) == (text.replace("hm_old", KEY), "devsper")


def test_a_key_in_the_keyring_leaves_no_password() -> None:
    text, _ = pypirc.with_section(FIRST, PLACE, None)
    assert text == FIRST.replace(f"password = {KEY}\n", "")
    assert pypirc.passwords(text) == {PLACE.legacy: None}
    assert pypirc.passwords(FIRST) == {PLACE.legacy: KEY}


def test_the_last_section_takes_the_list_with_it() -> None:
    assert pypirc.without_section(FIRST, PLACE) == ("", "devsper")
    assert pypirc.without_section(KEPT, PLACE) == (KEPT, None)


def test_a_name_that_is_taken_is_left_to_who_has_it() -> None:
    taken = "[devsper]\nrepository = https://elsewhere.example.com/legacy/\n"
    text, name = pypirc.with_section(taken, PLACE, KEY)
    assert name == "registry.example.com"
    assert text.startswith(taken)
    other = place.of("https://registry.example.com:8443")
    assert pypirc.with_section(text, other, KEY)[1] == "devsper-2"


def test_a_section_of_the_same_repository_is_used_under_its_name() -> None:
    text = (
        "[mine]\nrepository = https://registry.example.com/legacy/\nusername = me\npassword = x\n"
    )
    assert pypirc.with_section(text, PLACE, KEY) == (
        f"[mine]\nrepository = https://registry.example.com/legacy/\nusername = __token__\n"
        f"password = {KEY}\n",
        "mine",
    )


@pytest.mark.parametrize("text", ["nonsense\n", "[a]\n[a]\n", "[a]\nx = 1\nx = 2\n"])
def test_what_is_no_such_file_is_said_to_be_so(text: str) -> None:
    with pytest.raises(configparser.Error):
        pypirc.with_section(text, PLACE, KEY)
