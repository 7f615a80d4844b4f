"""What is drawn for somebody who waits, and what a log gets instead."""

import pytest

from devsper_registry.cli import bar


def draw() -> None:
    with bar.shown() as drawn:
        drawn.begins("Copying", size=4096, items=2)
        drawn.advances(2048)
        drawn.counts(1)
        drawn.says("The registry asks to wait for 3 seconds.")


def test_a_terminal_is_shown_bytes_and_items(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    draw()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Copying 1/2" in shown.err
    assert "2.0/4.1 kB" in shown.err
    assert "The registry asks to wait for 3 seconds.\n" in shown.err


def test_a_log_is_told_what_there_is_to_say_and_no_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    draw()
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "The registry asks to wait for 3 seconds.\n")
