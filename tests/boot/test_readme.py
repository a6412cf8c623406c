# SPDX-License-Identifier: MIT
"""README.md tells the truth: its commands exist, its output is what comes out."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import harness
import pytest

README = (harness.ROOT / "README.md").read_text()


def block(name: str) -> list[str]:
    """The lines of the code block that follows a marker."""
    match = re.search(
        rf"<!-- test_readme.py: {name} -->\n```text\n(.*?)```", README, re.S
    )
    assert match, f"README.md has no block marked {name}"
    return match[1].rstrip("\n").splitlines()


OPEN = {
    r"\[ *[\d.]+\]": r"\[ *[\d.]+\]",  # a time stamp
    r"GRUB \S+:": r"GRUB \S+:",
    r"compiler [\d.]+": r"compiler [\d.]+",
    r"\d+": r"\d+",
}


def pattern(line: str) -> str:
    """The line with whatever differs between machines and days left open."""
    pieces = re.split(f"({'|'.join(OPEN)})", line.strip())
    for i in range(1, len(pieces), 2):
        pieces[i] = next(to for of, to in OPEN.items() if re.fullmatch(of, pieces[i]))
    for i in range(0, len(pieces), 2):
        pieces[i] = re.escape(pieces[i])
    return "".join(pieces)


def test_boot_output(tmp_path: Path) -> None:
    """Each line shown comes out of the ISO, in that order."""
    iso = harness.make_iso(tmp_path, "")
    machine = harness.qemu.Machine(iso=iso)
    with harness.Session(machine) as console:
        log = console.wait_prompt().splitlines() + ["mm>"]
    at = 0
    for line in block("boot"):
        want = re.compile(pattern(line))
        while at < len(log) and not want.match(log[at].strip()):
            at += 1
        assert at < len(log), f"after the line before it, nothing matches {line!r}"
        at += 1


def test_generalisation_is_not_blind() -> None:
    """pattern() leaves numbers open and nothing else."""
    want = re.compile(pattern("[    0.02] mm: 65406 pages present = 6 managed"))
    assert want.match("[   12.345678] mm: 1 pages present = 2 managed")
    assert not want.match("[   12.345678] mm: 1 pages missing = 2 managed")
    assert not re.match(pattern("self-tests: 7 passed, 0 failed"), "self-tests: x passed")


def test_test_output() -> None:
    """What the test command ends with is what conftest prints."""
    assert block("test") == ["N passed, 0 failed"]


@pytest.mark.parametrize("target", re.findall(r"`make ([a-z]+)", README))
def test_targets_exist(target: str) -> None:
    """`make -n` knows every target that is named."""
    done = subprocess.run(
        ["make", "-n", target], cwd=harness.ROOT, capture_output=True, text=True
    )
    assert "No rule to make target" not in done.stderr


def test_folders_exist() -> None:
    """Each row of the table is a folder, and each folder has its row."""
    rows = set(re.findall(r"^\| `([a-z_0-9/]+)/` \|", README, re.M))
    assert rows
    for row in rows:
        assert (harness.ROOT / row).is_dir(), f"{row}/ is in the README only"
    tops = {row.split("/")[0] for row in rows} | {"iso"}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=harness.ROOT, capture_output=True, text=True
    ).stdout.split()
    for top in {name.split("/")[0] for name in listed if "/" in name}:
        assert top.startswith(".") or top in tops, f"{top}/ is not in the README"
