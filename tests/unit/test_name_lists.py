"""Lists of names in the settings: written out, or in a file."""

from pathlib import Path

import pytest

from devsper_registry.errors import SettingInvalid
from devsper_registry.settings import Settings


def load(monkeypatch: pytest.MonkeyPatch, setting: str, value: object) -> Settings:
    monkeypatch.setenv(setting, str(value))
    return Settings.load(_env_file=None)


def test_names_are_separated_by_commas_and_normalized(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, "PROHIBITED_NAMES", "Bad_Name, worse,,")
    assert settings.prohibited_names == {"bad-name", "worse"}


def test_a_prefix_may_be_written_with_its_hyphen(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, "RESERVED_PREFIXES", "acme-,Initech-*")
    assert settings.reserved_prefixes == ("acme", "initech")


def test_a_path_names_a_file_with_one_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("# not these\nmalware\n\nBad.Name  # said twice\n")
    settings = load(monkeypatch, "PROHIBITED_NAMES", names)
    assert settings.prohibited_names == {"malware", "bad-name"}


def test_a_file_that_is_not_there_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SettingInvalid) as refused:
        load(monkeypatch, "PROHIBITED_NAMES", tmp_path / "none")
    assert str(refused.value) == (
        f"PROHIBITED_NAMES is not usable: the file {tmp_path}/none cannot be read "
        "(FileNotFoundError)."
    )


def test_what_is_no_name_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingInvalid) as refused:
        load(monkeypatch, "RESERVED_PREFIXES", "acme,no name")
    assert str(refused.value) == ("RESERVED_PREFIXES is not usable: 'no name' is no package name.")
