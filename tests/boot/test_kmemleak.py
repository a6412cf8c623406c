# SPDX-License-Identifier: MIT
"""Objects that nothing leads to: the kernel of `make KMEMLEAK=1`.

Every suite is green in it; after a boot and all suites a scan finds nothing
lost; what is lost on purpose is listed with its address, size and owner.
"""

from __future__ import annotations

import re

import harness
import pytest

BUILD = harness.BUILD
if BUILD.name != "kmemleak":
    BUILD = BUILD / "kmemleak"
KERNEL = BUILD / "pagewright.elf"

NEW = "kmemleak: {} new suspected memory leaks"


# What a command may take: all suites are one.
PATIENCE_S = harness.TIMEOUT_S * harness.TOTAL_FACTOR


def session(cpus: int, mem: str, append: str = "") -> harness.Session:
    machine = harness.qemu.Machine(
        kernel=KERNEL, append=f"test=none {append}", cpus=cpus, mem=mem
    )
    return harness.Session(machine, timeout=PATIENCE_S)


@pytest.mark.parametrize(
    "cpus, mem, append", [(1, "24M", ""), (2, "5G", "lowmem=all")]
)
def test_nothing_is_lost(cpus: int, mem: str, append: str) -> None:
    """All suites are green with every object recorded, and neither they nor
    the boot lose one; with memory on both sides of the hole below 4 GiB, too."""
    with session(cpus, mem, append) as console:
        console.wait_prompt()
        log = console.command("test *")
        assert " 0 failed, 0 skipped" in log, log[-2000:]
        assert not harness.COMPLAINT.search(log), log
        said = console.command("kmemleak scan")
        said += console.command("cat /proc/kmemleak")
        assert NEW.format(0) in said, said
        assert "unreferenced" not in said, said


def report(addr: str) -> str:
    """What the list says of what tests/lkdtm_leak.c loses."""
    return (
        rf"unreferenced object {addr} \(size 384\):\s+"
        r'comm "init", pid 1, jiffies \d+\s+'
        r"hex dump \(first 32 bytes\):\s+"
        r"66 6f 72 6c 6f 72 6e 00 .*  forlorn\.(.*\n)+?"
        r"\s+backtrace:\s+(\[<\w+>\] .*\n\s+)*?"
        r"\[<\w+>\] forlorn\+0x\w+/0x\w+\s+"
        r"\[<\w+>\] cmd_leak\+0x"
    )


def test_lost_is_listed() -> None:
    """An object is lost; the scan finds it and only it, names it and who had
    it; it is new once, and after a clear it is none."""
    with session(2, "256M") as console:
        console.wait_prompt()
        assert NEW.format(0) in console.command("kmemleak scan")
        said = console.command("leak")
        lost = re.search(r"leak: (0x[0-9a-f]{16}) is lost", said)
        assert lost, said
        assert NEW.format(1) in console.command("kmemleak scan")
        assert NEW.format(0) in console.command("kmemleak scan")
        listed = console.command("cat /proc/kmemleak").replace("\r", "")
        assert listed.count("unreferenced object") == 1, listed
        assert re.search(report(lost[1]), listed), listed
        console.command("kmemleak clear")
        assert NEW.format(0) in console.command("kmemleak scan")
        assert "unreferenced" not in console.command("cat /proc/kmemleak")
