# SPDX-License-Identifier: MIT
"""The matrix: every way in, many sizes, both boards; all self-tests green.

Each cell runs all suites in the kernel and compares what the boot said about
the machine with what QEMU was told to build.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

import harness
import pytest

KIB = 1024

# What firmware may keep: the BIOS a few hundred KiB, UEFI its runtime.
BIOS_KEEPS = 2 * KIB
UEFI_KEEPS = 64 * KIB


def usable_kib(result: harness.Result) -> int:
    match = re.search(r"(\d+) KiB usable", result.log)
    assert match, f"the boot did not say what is usable\n{result.tail()}"
    return int(match[1])


def check(result: harness.Result, mem: str, keeps: int = BIOS_KEEPS) -> None:
    """All green, and the boot's idea of memory is the machine's."""
    result.expect("pass")
    given = harness.qemu.parse_size(mem) // KIB
    usable = usable_kib(result)
    assert given - keeps <= usable <= given, f"{usable} of {given} KiB usable"
    result.before_tests().silent_about("overlap", "refused", "malformed", "unknown k")


@pytest.mark.parametrize("board", ["q35", "pc"])
@pytest.mark.parametrize("mem", ["24M", "32M", "64M", "256M", "1G", "4G", "8G"])
def test_pvh(mem: str, board: str) -> None:
    """PVH at each size, across the 3 and 4 GiB borders, on both boards."""
    check(harness.boot(harness.kernel(mem=mem, machine=board)), mem)


def test_64_gib() -> None:
    """More memory than the host has: 2 GiB of struct pages, and no more."""
    check(harness.boot(harness.kernel(mem="64G")), "64G")


def test_1_tib() -> None:
    """Addresses of more than 40 bits; mem= keeps the host's memory ours."""
    check(harness.boot(harness.kernel("mem=8G", mem="1T")), "1T")


@pytest.mark.parametrize(
    "mem, lowmem", [("1200M", "896M"), ("256M", "64M"), ("5G", "all")]
)
def test_zones(mem: str, lowmem: str) -> None:
    """High memory above low memory, much of it and little; and none, with
    DMA32 between DMA and NORMAL."""
    check(harness.boot(harness.kernel(f"lowmem={lowmem}", mem=mem)), mem)


def test_dirty_memory(tmp_path: Path) -> None:
    """RAM is not zero after a warm reboot. Here it is full of what looks like
    free blocks: flags of zone NORMAL, PG_buddy and each order in turn."""
    pages = [
        struct.pack("<IiQQQ", 2 << 20 | order << 16 | 1 << 11, 0, 0xDEAD, 0xBEEF, 0)
        for order in range(11)
    ]
    dirt = tmp_path / "dirt"
    dirt.write_bytes(b"".join(pages[n % 11] for n in range(40 * 1024 * 32)))
    extra = ["-device", f"loader,file={dirt},addr=0x1000000,force-raw=on"]
    check(harness.boot(harness.kernel(mem="64M", extra=extra)), "64M")


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
@pytest.mark.parametrize("cpus", [1, 2, 4])
def test_cpus(cpus: int, cpu: str) -> None:
    """CPUs are counted right, on the plainest processor and the richest."""
    result = harness.boot(harness.kernel(cpus=cpus, cpu=cpu))
    check(result, "256M")
    result.says(rf"cpus: {cpus} of {cpus} run")


def test_sparse_apic_ids() -> None:
    """Three cores take four ids, so 3 and 7 are nobody's; all six CPUs run
    and answer each other."""
    machine = harness.kernel(
        cpus=6, test="smp", extra=["-smp", "6,sockets=2,cores=3"]
    )
    harness.boot(machine).expect("pass").says("cpus: 6 of 6 run")
    machine = harness.replace(machine, append="test=none")
    with harness.Session(machine) as console:
        console.wait_prompt()
        assert "APIC ids  0-2  4-6\n" in console.command("acpi")


@pytest.mark.slow
def test_eight_cpus() -> None:
    """Every suite with four times the CPUs that a small host has: who holds
    a lock is often the one without a turn."""
    result = harness.boot(harness.kernel(cpus=8))
    check(result, "256M")
    result.says("cpus: 8 of 8 run")


def test_255_cpus() -> None:
    """As many CPUs as xAPIC can number; two real ones turn them all, so that
    one may well be away for long."""
    words = "watchdog_thresh=0 hung_task_timeout=0"
    machine = harness.kernel(words, cpus=255, mem="1G", test="bootmem")
    result = harness.boot(machine)
    result.expect("pass").says("cpus: 255 of 255 run")


@pytest.mark.parametrize("nodes", [1, 2, 4])
def test_nodes(nodes: int) -> None:
    """NUMA nodes as QEMU's SRAT tells them."""
    machine = harness.kernel(cpus=4, mem="1G", nodes=nodes)
    result = harness.boot(machine)
    check(result, "1G")
    result.says(rf"memory: .* {nodes} nodes?$")


def managed_pages(nodes: int) -> int:
    machine = harness.kernel(cpus=2, mem="1280M", nodes=nodes, test="mm_init")
    result = harness.boot(machine)
    result.expect("pass")
    match = re.search(r"pages present = (\d+) managed", result.log)
    assert match, result.tail()
    return int(match[1])


def test_odd_nodes() -> None:
    """The second of two nodes of 640 MiB has struct pages that begin in the
    middle of a large leaf. What is skipped for that, 1 MiB, is given back: a
    second node costs its tables and no more."""
    assert managed_pages(1) - managed_pages(2) < 128


@pytest.mark.parametrize("words", ["maxcpus=2", "mem=300M", "mem=300M maxcpus=2"])
def test_nodes_half_there(words: str) -> None:
    """Node 1's CPUs do not run, or it has none of the memory that is used."""
    machine = harness.kernel(words, cpus=4, mem="1G", nodes=2)
    result = harness.boot(machine).expect("pass")
    result.says(r"memory: .* 2 nodes$")


@pytest.mark.parametrize("lowmem", ["24M", "64M", "all"])
def test_lowmem(lowmem: str) -> None:
    """The border of low memory at its least, in the middle, and nowhere."""
    result = harness.boot(harness.kernel(f"lowmem={lowmem}", mem="1G"))
    check(result, "1G")
    border = {"24M": "24", "64M": "64", "all": "1023"}[lowmem]
    result.says(f"low memory ends at {border} MiB")


def test_no_normal_zone() -> None:
    """All low memory is DMA. The suites that borrow 8 MiB of it to wreck do
    not find them beside the kernel: theirs are the letters left out."""
    machine = harness.kernel("lowmem=16M", mem="1G", test="[!bfgmopz]*")
    result = harness.boot(machine).expect("pass")
    result.says("low memory ends at 16 MiB")


PAGE_DEBUG = (
    "init_on_alloc=1 init_on_free=1",
    "page_poison=1",
    "page_owner=on",
    "debug_pagealloc=on",
    "init_on_alloc=1 page_poison=1 page_owner=on debug_pagealloc=on",
)


@pytest.mark.parametrize("options", PAGE_DEBUG)
@pytest.mark.parametrize("mem", ["24M", "1G"])
def test_page_debug(options: str, mem: str) -> None:
    """Every suite is green with every page watched: nothing in the kernel
    touches a page that is free, or trusts one that is fresh."""
    result = harness.boot(harness.kernel(options, mem=mem, cpus=2))
    check(result, mem)
    for option in options.split():
        result.says(rf"mm: {option.partition('=')[0]} is on$")


def test_page_debug_nodes() -> None:
    """The same on two nodes, and with all of memory in the direct map."""
    options = "lowmem=all page_poison=1 page_owner=on debug_pagealloc=on"
    check(harness.boot(harness.kernel(options, mem="1G", cpus=4, nodes=2)), "1G")


def test_page_debug_from_the_boot() -> None:
    """What was free at boot is hidden before any suite has freed it."""
    machine = harness.kernel("debug_pagealloc=on", test="page_debug_hide")
    harness.boot(machine).expect("pass")


def test_page_debug_words() -> None:
    """What is switched off is off; nonsense is refused, and says so."""
    machine = harness.kernel("page_poison=0 page_owner=x", test="page_*")
    result = harness.boot(machine).expect("pass")
    result.says("Malformed early option 'page_owner'")
    result.before_tests().silent_about("mm: .* is on$")


def test_slab_debug() -> None:
    """Every suite is green with every object watched: nothing in the kernel
    writes beside what it has, or to what it has no more."""
    result = harness.boot(harness.kernel("slab_debug=FZPU", cpus=4))
    check(result, "256M")
    result.silent_about(r"BUG kmalloc", r"FIX kmalloc")


def test_slab_hardened() -> None:
    """The same where every free is looked at, objects come in random order,
    and no cache stands in for another."""
    options = "slab_hardened slab_freelist_random slab_nomerge"
    check(harness.boot(harness.kernel(options, cpus=2)), "256M")


def test_mem_limit() -> None:
    """mem= hides memory from the kernel."""
    result = harness.boot(harness.kernel("mem=100M", mem="1G")).expect("pass")
    result.says("memory: 99 MiB usable")


def test_microvm() -> None:
    """A board without PCI, whose map is unsorted and ends in an empty range."""
    result = harness.boot(harness.kernel(machine="microvm")).expect("pass")
    assert usable_kib(result) > 250 * KIB


def test_qboot() -> None:
    """Another firmware: an unsorted map on q35."""
    result = harness.boot(harness.kernel(bios="qboot.rom")).expect("pass")
    assert usable_kib(result) > 250 * KIB


def test_icount() -> None:
    """Under instruction counting, as benchmarks run."""
    check(harness.boot(harness.kernel(icount=True, test="bootmem")), "256M")


@pytest.fixture(scope="module")
def iso(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ISO with a command line that leaves after the tests."""
    folder = tmp_path_factory.mktemp("iso")
    return harness.make_iso(folder, harness.TEST_AND_LEAVE)


def from_iso(iso: Path, **options: object) -> harness.Result:
    result = harness.boot(harness.qemu.Machine(iso=iso, **options))
    return result.says(r"boot: GRUB \d")


@pytest.mark.parametrize("board", ["q35", "pc"])
def test_iso_bios(iso: Path, board: str) -> None:
    """GRUB from the ISO on BIOS, as users boot."""
    check(from_iso(iso, machine=board), "256M")


def test_iso_bios_small(iso: Path) -> None:
    """The ISO in 24 MiB."""
    check(from_iso(iso, mem="24M"), "24M")


@pytest.mark.slow
@pytest.mark.parametrize("mem", ["256M", "5G"])
def test_iso_uefi(iso: Path, mem: str) -> None:
    """The same ISO on UEFI: unknown types, information below 1 MiB."""
    check(from_iso(iso, firmware="uefi", mem=mem), mem, UEFI_KEEPS)


def test_iso_module_and_line(tmp_path: Path) -> None:
    """A module and quoted words survive GRUB's own parser."""
    module = tmp_path / "hello.mod"
    module.write_bytes(b"hello" * 1000)
    words = 'kunit_shutdown=poweroff test="boot*" odd=$a;b&c*{d}|<e>#f'
    iso = harness.make_iso(tmp_path, words, module)
    result = from_iso(iso)
    result.expect("pass").says(re.escape("odd=$a;b&c*{d}|<e>#f"))


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_iso_as_users_get_it(firmware: str) -> None:
    """The ISO of `make iso`: self-tests, then the prompt, then ^D."""
    machine = harness.qemu.Machine(iso=harness.ISO, firmware=firmware)
    with harness.Session(machine) as console:
        console.wait_prompt()
        console.send("\x04")
        console.finish().expect("pass")
