"""A person's files are changed at once or not at all, and nobody else may read them after."""

import os
import stat
from pathlib import Path

import pytest

from devsper_registry.cli.login import dotfile
from devsper_registry.errors import DotfileUnusable


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        dotfile.write(tmp_path / ".netrc", "x")
    finally:
        os.umask(before)
    assert mode(tmp_path / ".netrc") == 0o600


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / ".netrc"
    path.write_text("old")
    path.chmod(0o644)
    assert dotfile.is_open_to_others(path)
    dotfile.write(path, "new")
    assert (path.read_text(), mode(path)) == ("new", 0o600)
    assert not dotfile.is_open_to_others(path)


def test_a_link_stays_and_leads_to_the_new_text(tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles" / "netrc"
    kept.parent.mkdir()
    kept.write_text("old")
    link = tmp_path / ".netrc"
    link.symlink_to("dotfiles/netrc")
    dotfile.write(link, "new")
    assert link.is_symlink()
    assert (kept.read_text(), mode(kept)) == ("new", 0o600)
    dotfile.remove_or_write(link, "")
    assert link.is_symlink()
    assert kept.read_text() == ""
    assert sorted(path.name for path in kept.parent.iterdir()) == ["netrc"]


def test_a_link_into_nowhere_is_one_sentence(tmp_path: Path) -> None:
    link = tmp_path / ".netrc"
    link.symlink_to("missing/netrc")
    with pytest.raises(DotfileUnusable):
        dotfile.require_writable(link)
    with pytest.raises(DotfileUnusable):
        dotfile.write(link, "x")
    assert dotfile.read(link) == ""


def test_a_file_with_nothing_left_in_it_goes(tmp_path: Path) -> None:
    path = tmp_path / ".netrc"
    dotfile.write(path, "x")
    dotfile.remove_or_write(path, "\n")
    assert not path.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe"])
def test_what_is_no_text_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / ".netrc"
    path.write_bytes(content)
    with pytest.raises(DotfileUnusable, match="is not UTF-8"):
        dotfile.read(path)
    assert path.read_bytes() == content


def test_a_folder_in_the_place_of_a_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / ".netrc"
    path.mkdir()
    with pytest.raises(DotfileUnusable, match="cannot be read"):
        dotfile.read(path)
    with pytest.raises(DotfileUnusable, match="cannot be written"):
        dotfile.write(path, "x")
    assert sorted(tmp_path.iterdir()) == [path]
