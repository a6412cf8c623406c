# SPDX-License-Identifier: MIT
"""The page cache from the prompt: a disk in memory is filled, read back,
written, dropped and shown, and the views agree with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import harness
import pytest

PAGES = 300


@pytest.fixture(scope="module")
def machine() -> Iterator[harness.Session]:
    with harness.session(mem="128M", cpus=2) as session:
        session.wait_prompt()
        yield session


@pytest.fixture
def console(machine: harness.Session) -> Iterator[harness.Session]:
    """The prompt, with a disk that is full of a pattern and nowhere written."""
    machine.command(f"ramdisk create rd0 {PAGES}")
    machine.command("ramdisk fill rd0 7")
    yield machine
    machine.command("ramdisk destroy rd0")


def kb(console: harness.Session) -> dict[str, int]:
    text = console.command("cat /proc/meminfo")
    return {name: int(value) for name, value in re.findall(r"^([\w()]+): +(\d+)", text, re.M)}


def mapping(console: harness.Session) -> list[str]:
    """pages, nodes, dirty, writing, error"""
    text = console.command("cat /proc/mappings")
    return re.search(r"^ +\d+ rd0 +(.*)$", text, re.M)[1].split()


def signs(console: harness.Session) -> str:
    text = console.command("ramdisk show rd0")
    return "".join(re.findall(r"\|(.*)\|", text))


def test_what_was_filled_is_read(console: harness.Session) -> None:
    """From memory; from the device, after all clean pages were dropped."""
    assert f"{PAGES} pages are as they were" in console.command("ramdisk verify rd0 7")
    assert console.command("ramdisk sync rd0") == ""
    assert int(re.match(r"(\d+) pages dropped", console.command("drop_caches 1"))[1]) >= PAGES
    assert f"{PAGES} pages are as they were" in console.command("ramdisk verify rd0 7")
    assert "page 0, byte 0: " in console.command("ramdisk verify rd0 8")


def test_views_agree(console: harness.Session) -> None:
    """meminfo, mappings, lru and the picture count the same pages."""
    console.command("ramdisk sync rd0")
    numbers = kb(console)
    assert numbers["Cached"] == numbers["Active"] + numbers["Inactive"] == PAGES * 4
    assert numbers["Dirty"] == numbers["Writeback"] == 0
    assert mapping(console)[0::2] == [str(PAGES), "0", "-"]
    lru = re.findall(r"^\d (?:in)?active +(\d+) \|", console.command("cat /proc/lru"), re.M)
    assert sum(map(int, lru)) == PAGES
    assert re.fullmatch(f"[ca]{{{PAGES}}}", signs(console))
    console.command("drop_caches 1")
    assert kb(console)["Cached"] == 0
    assert mapping(console)[:2] == ["0", "0"]
    assert signs(console) == "." * PAGES


def test_errors_are_said(console: harness.Session) -> None:
    """A write that fails is said by sync, once; a read by who reads."""
    console.command("ramdisk sync rd0")
    console.command("ramdisk fill rd0 9")
    console.command("ramdisk fail rd0 writes 1")
    assert console.command("ramdisk sync rd0") == "ramdisk: EIO"
    assert console.command("ramdisk sync rd0") == ""
    console.command("ramdisk fill rd0 9")
    assert console.command("ramdisk sync rd0") == ""
    console.command("drop_caches 1")
    console.command("ramdisk fail rd0 reads 1")
    assert "ramdisk: EIO" == console.command("ramdisk verify rd0 9")
    assert f"{PAGES} pages are as they were" in console.command("ramdisk verify rd0 9")


@pytest.mark.parametrize(
    "words, said",
    [
        ("ramdisk create rd0 1", "ramdisk: EEXIST"),
        ("ramdisk create rd1 0", "usage: ramdisk"),
        ("ramdisk create rd1 x", "usage: ramdisk"),
        ("ramdisk sync rd1", "none is called rd1"),
        ("ramdisk paint rd0", "usage: ramdisk"),
        ("ramdisk fail rd0 reads x", "usage: ramdisk"),
        ("drop_caches 4", "usage: drop_caches"),
    ],
)
def test_nonsense_is_refused(console: harness.Session, words: str, said: str) -> None:
    assert said in console.command(words)


def test_drop_all(console: harness.Session) -> None:
    """Pages, objects, slabs: three numbers."""
    said = console.command("drop_caches")
    assert re.fullmatch(r"\d+ pages dropped\s+\d+ objects freed\s+\d+ pages given back", said)
