# SPDX-License-Identifier: MIT
"""Device memory of real devices: found, mapped, read and written through
ioremap(), and the faults of who misses an area.

HPET stands in ACPI's tables, the others on the PCI bus. QEMU's documentation
says what they answer (docs/specs/edu.rst) and its monitor reads the same
memory from the other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import harness
import pytest
from test_faults import REGISTERS, TRACE, WALK

EDU = "1234:11e8"
VGA = "1234:1111"


@pytest.fixture(scope="module")
def machine() -> Iterator[harness.Session]:
    extra = ["-device", "edu", "-device", "VGA,edid=off"]
    with harness.session(mem="64M", extra=extra) as session:
        session.wait_prompt()
        yield session


def bars(machine: harness.Session, device: str) -> list[int]:
    """The memory a device has, by lspci."""
    text = machine.command("lspci")
    found = re.search(rf": {device}\n((?:\tBAR.*\n?)*)", text + "\n")
    assert found, text
    return [int(bar, 16) for bar in re.findall(r"memory (0x[0-9a-f]+)", found[1])]


def peek(machine: harness.Session, phys: int) -> int:
    return int(machine.command(f"peek {phys:#x}"), 16)


def test_hpet(machine: harness.Session) -> None:
    """Vendor 8086, revision 1, 64 bits wide; its clock runs when enabled."""
    assert peek(machine, 0xFED00000) == 0x8086A201
    machine.command("poke 0xfed00010 1")
    before = peek(machine, 0xFED000F0)
    assert peek(machine, 0xFED000F0) != before
    machine.command("poke 0xfed00010 0")


def test_edu(machine: harness.Session) -> None:
    """What is written to offset 4 is read back inverted; 8 is a factorial."""
    (bar,) = bars(machine, EDU)
    assert peek(machine, bar) == 0x010000ED
    machine.command(f"poke {bar + 4:#x} 0x12345678")
    assert peek(machine, bar + 4) == 0x12345678 ^ 0xFFFFFFFF
    machine.command(f"poke {bar + 8:#x} 6")
    for _ in range(1000):
        if not peek(machine, bar + 0x20) & 1:  # it still computes
            break
    assert peek(machine, bar + 8) == 720


def test_frame_buffer(machine: harness.Session) -> None:
    """A pixel that we write is where the monitor sees it, and vice versa."""
    bar = bars(machine, VGA)[0]
    at = bar + 0x1234 * 4
    machine.command(f"poke {at:#x} 0xc0ffee")
    assert peek(machine, at) == 0xC0FFEE
    seen = machine.monitor(f"xp /1wx {at:#x}")
    assert "0x00c0ffee" in seen, seen


def test_ram_is_refused(machine: harness.Session) -> None:
    """peek is for devices: RAM is refused, and said whose wish it was."""
    said = machine.command("peek 0x100000")
    assert "is RAM" in said and "ENXIO" in said, said


def provoke(name: str) -> harness.Result:
    return harness.boot(harness.kernel(f"provoke={name}", test="bootmem", mem="64M"))


MISSED = {
    "vmalloc-past-end": (
        r"vmalloc: 24 bytes past the end of an area \(guard page\)",
        r"the area \[\w+, \w+\), 12288 bytes, of lkdtm_vmalloc_past_end\+",
    ),
    "vmalloc-before-start": (
        "vmalloc: in no area; 16 bytes before the start of the next",
        r"the next area \[\w+, \w+\), 4096 bytes, of lkdtm_vmalloc_before_start\+",
    ),
    "vmalloc-after-free": (
        "vmalloc: 100 bytes into an area that was freed",
        r"the freed area \[\w+, \w+\), 8192 bytes, of lkdtm_vmalloc_after_free\+",
    ),
    "ioremap-after-unmap": (
        "vmalloc: 8 bytes into an area that was freed",
        r"the freed area .*, 4096 bytes, of lkdtm_ioremap_after_unmap\+",
    ),
}


@pytest.mark.parametrize("name", MISSED)
def test_missed_area(name: str) -> None:
    """Beside an area, or after its end of life: whose it was, and how far."""
    result = provoke(name).expect("panic")
    result.says("lies in: vmalloc and ioremap", *MISSED[name])
    result.says(*REGISTERS, *TRACE, *WALK)


WRONG = {
    "vfree-interior": (
        r"vfree: \w+ lies 4096 bytes into \[\w+, \+12288\) of lkdtm_vfree_interior\+",
        r"vfree: freed already: \w+ lies 0 bytes into",
    ),
    "ioremap-ram": (r"ioremap: \w+ - \w+ is RAM, for lkdtm_ioremap_ram\+",),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_call(name: str) -> None:
    """Reported, and the system goes on."""
    result = provoke(name).expect("warning")
    result.before_tests().says(*WRONG[name], f"survived {name}")
