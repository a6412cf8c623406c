# SPDX-License-Identifier: MIT
"""Untrusted boot information, fed to the real kernel by a loader that lies.

For each lie the kernel either repairs it, says so, and then passes its bootmem
suite (verdict "pass"), or stops with an explanation (verdict "panic"). The
twins, the same information without the lie, must boot without a word of it:
they are what shows that the report comes from the lie.

FAULTS.md, group A: the number in brackets is the trigger's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import harness
import loader
import pytest
from loader import ACPI, BAD, BLOB, MIB, NVS, PLAIN_MAP, RESERVED, USABLE, Pvh

MEM = "128M"


@dataclass
class Lie:
    """What is fed, what must become of it, what must be said."""

    build: Callable[[], bytes]
    verdict: str
    says: tuple[str, ...]


def mb2(
    blob: bytes, *, info: int = BLOB, magic: int = loader.MULTIBOOT2_MAGIC
) -> Callable[[], bytes]:
    return lambda: loader.hostile(
        blob, magic=magic, info=info, entry="multiboot2_entry"
    )


def pvh(start: Pvh, *, info: int = BLOB) -> Callable[[], bytes]:
    return lambda: loader.hostile(
        start.build(), magic=0, info=info, entry="pvh_entry"
    )


def pvh_map(*entries: loader.Entry) -> Callable[[], bytes]:
    return pvh(Pvh(entries=list(entries)))


def with_entry(*entries: loader.Entry) -> Callable[[], bytes]:
    """The plain map and these entries."""
    return pvh_map(*PLAIN_MAP, *entries)


def goes_on(build: Callable[[], bytes], *says: str) -> Lie:
    return Lie(build, "pass", says)


def stops(build: Callable[[], bytes], *says: str) -> Lie:
    return Lie(build, "panic", says)


MAP_TAG = loader.mb2_map(PLAIN_MAP)
LINE_TAG = loader.mb2_cmdline(loader.LEAVE)

MULTIBOOT2 = {
    "wrong-magic (1)": stops(
        mb2(loader.mb2_plain(), magic=0x2BADB002), "unknown magic number in eax"
    ),
    "null-info (2)": stops(mb2(loader.mb2_plain(), info=0), "null pointer"),
    "misaligned-info (2)": goes_on(
        mb2(bytes(4) + loader.mb2_plain(), info=BLOB + 4), "not a multiple of 8"
    ),
    "info-in-mmio (2)": stops(mb2(b"", info=0xE0000000), "no memory map"),
    "total-0 (3)": stops(
        mb2(loader.mb2_info(LINE_TAG, MAP_TAG, total=0)),
        "total size 0, too small",
        "no memory map",
    ),
    "total-huge (3)": goes_on(
        mb2(loader.mb2_info(LINE_TAG, MAP_TAG, total=0xFFFFFFFF)),
        "total size 4294967295: only the first",
    ),
    "total-unaligned (3)": goes_on(
        mb2(loader.mb2_info(LINE_TAG, MAP_TAG, bytes(3), end=False)),
        "not a multiple of 8",
    ),
    "tag-size-0 (3)": goes_on(
        mb2(loader.mb2_plain(loader.tag(9, size=0))), "size 0, less than a header"
    ),
    "tag-past-the-end (4)": goes_on(
        mb2(loader.mb2_plain(loader.tag(9, size=0x1000))), "bytes are left: stopped"
    ),
    "tag-size-wraps (4)": goes_on(
        mb2(loader.mb2_plain(loader.tag(9, size=0xFFFFFFFD))),
        "bytes are left: stopped",
    ),
    "map-past-the-end (4)": stops(
        mb2(loader.mb2_info(LINE_TAG, MAP_TAG, total=8 + len(LINE_TAG) + 64)),
        "bytes are left: stopped",
        "no memory map",
    ),
    "no-end-tag (4)": goes_on(
        mb2(loader.mb2_info(LINE_TAG, MAP_TAG, end=False)), "no end tag"
    ),
    "unknown-tag (4)": goes_on(
        mb2(loader.mb2_plain(loader.tag(4711, b"what?"))), "tag 4711 .*passed over"
    ),
    "map-twice (4)": goes_on(mb2(loader.mb2_plain(MAP_TAG)), "given again"),
    "no-map (5)": stops(mb2(loader.mb2_info(LINE_TAG)), "no memory map"),
    "empty-map (5)": stops(
        mb2(loader.mb2_info(LINE_TAG, loader.mb2_map([]))), "holds no entry"
    ),
    "entry-size-0 (6)": stops(
        mb2(loader.mb2_info(LINE_TAG, loader.mb2_map(PLAIN_MAP, 0))),
        "entry size 0, not 24: refused",
    ),
    "entry-size-16 (6)": stops(
        mb2(loader.mb2_info(LINE_TAG, loader.mb2_map(PLAIN_MAP, 16))),
        "entry size 16, not 24: refused",
    ),
    "entry-size-32 (6)": goes_on(
        mb2(loader.mb2_info(LINE_TAG, loader.mb2_map(PLAIN_MAP, 32))),
        "entry size 32, the first 24 bytes",
    ),
    "half-an-entry (6)": goes_on(
        mb2(
            loader.mb2_info(
                LINE_TAG,
                loader.tag(6, MAP_TAG[8 : 16 + 24 * len(PLAIN_MAP)] + bytes(8)),
            )
        ),
        "8 bytes after the last entry",
    ),
    "module-ends-before-start (19)": goes_on(
        mb2(loader.mb2_plain(loader.tag(3, b"\0\0\0\2\0\0\0\1bad\0"))),
        "module .*ends before it starts: refused",
    ),
    "cmdline-open (23)": goes_on(
        mb2(
            loader.mb2_info(
                loader.tag(1, (loader.LEAVE + " test=bootmem").encode()), MAP_TAG
            )
        ),
        "not terminated",
    ),
    "cmdline-overlong (23)": goes_on(
        mb2(loader.mb2_plain(cmdline=loader.LEAVE + " " + "x" * 5000)), "too long: cut"
    ),
    "cmdline-control (23)": goes_on(
        mb2(loader.mb2_plain(cmdline=loader.LEAVE + " a\nKTAP\x1b[2J")),
        "control characters",
    ),
}

PVH = {
    "null-info (2)": stops(pvh(Pvh(), info=0), "without a start-info structure"),
    "wrong-magic (1)": stops(
        pvh(Pvh(magic=0xDEADBEEF)), "without a start-info structure"
    ),
    "version-0 (5)": stops(pvh(Pvh(version=0)), "version 0 has no memory map"),
    "version-9 (1)": goes_on(pvh(Pvh(version=9)), "version 9 is read as version 1"),
    "no-map (5)": stops(pvh(Pvh(count=0)), "no memory map"),
    "map-unreadable (5)": stops(
        pvh(Pvh(memmap=0xFFFFFFFFFFFF0000)), "cannot be read", "no memory map"
    ),
    "count-huge (17)": goes_on(
        pvh(Pvh(count=0xFFFFFFFF)), "4294967295 entries: only the first"
    ),
    "zero-length (7)": goes_on(with_entry((32 * MIB, 0, 0)), "length 0: dropped"),
    "unsorted (8)": goes_on(pvh_map(*reversed(PLAIN_MAP)), "not sorted"),
    "reserved-in-usable (9)": goes_on(
        with_entry((64 * MIB, MIB, RESERVED)),
        r"\[0x100000-0x7ffffff\] usable overlaps reserved "
        r"\[0x4000000-0x40fffff\]: reserved wins",
        "130[0-9]{3} KiB usable|129[0-9]{3} KiB usable",
    ),
    "overlap-three-types (9)": goes_on(
        with_entry(
            (64 * MIB, 2 * MIB, ACPI), (65 * MIB, 2 * MIB, NVS), (66 * MIB, MIB, BAD)
        ),
        "ACPI NVS wins",
        "unusable wins",
    ),
    "duplicates (10)": goes_on(with_entry(*PLAIN_MAP), "is listed twice"),
    "wraps (11)": goes_on(
        with_entry((1 << 50, (1 << 64) - (1 << 49), USABLE)),
        "wraps past 2\\^64|beyond physical memory",
    ),
    "wraps-from-ram (11)": goes_on(
        with_entry((120 * MIB, (1 << 64) - 1, RESERVED)), "wraps past 2\\^64: cut"
    ),
    "unaligned (12)": goes_on(
        with_entry((64 * MIB + 1, 5, RESERVED)), "not of whole pages"
    ),
    "unknown-type (13)": goes_on(
        with_entry((64 * MIB, MIB, 4711)), "unknown type 4711: reserved"
    ),
    "above-width (14)": goes_on(
        with_entry((1 << 53, MIB, USABLE)), "beyond physical memory.*dropped"
    ),
    "across-width (14)": goes_on(
        with_entry((0x9000000000, 1 << 60, RESERVED)),
        "ends beyond physical memory: cut",
    ),
    "all-reserved (16)": stops(
        pvh_map(*((start, size, RESERVED) for start, size, _ in PLAIN_MAP)),
        "no usable memory",
    ),
    "a-page-of-ram (16)": stops(
        pvh_map((0, 0x1000, USABLE), (MIB, 0x1000, RESERVED)),
        "Kernel panic - not syncing: .*(memory|usable|kernel image)",
    ),
    "too-little-ram (16)": stops(
        pvh_map((0, 0x9F000, USABLE), (MIB, MIB + MIB // 2, USABLE)),
        "KiB usable.*the kernel needs",
    ),
    "300-entries (17)": goes_on(
        pvh_map(
            (MIB, 63 * MIB, USABLE),
            *((64 * MIB + n * 0x20000, 0x10000, USABLE) for n in range(299)),
        ),
        "room for 128 ranges",
    ),
    "300-reserved-entries (17)": goes_on(
        pvh_map(
            (MIB, 127 * MIB, USABLE),
            *((64 * MIB + n * 0x20000, 0x10000, RESERVED) for n in range(299)),
        ),
        "room for 128 ranges",
    ),
    "module-wraps (19)": goes_on(
        pvh(Pvh(modules=[(32 * MIB, (1 << 64) - MIB, 0)])), "module .*refused"
    ),
    "17-modules (19)": goes_on(
        pvh(Pvh(modules=[(32 * MIB + n * 4096, 4096, 0) for n in range(17)])),
        "17 modules, too many: the first 16",
    ),
    "cmdline-overlong (23)": goes_on(
        pvh(Pvh(cmdline=loader.LEAVE.encode() + b" " + b"x" * 5000 + b"\0")),
        "command line at .* too long: cut",
    ),
    "rsdp-beyond-memory (21)": goes_on(
        pvh(Pvh(rsdp=1 << 60)), "RSDP at .* beyond physical memory"
    ),
}


def acpi_pvh(tables: list[bytes], **options: bool) -> Callable[[], bytes]:
    blob = loader.acpi_set(tables, Pvh.tail_at, **options)
    return pvh(Pvh(rsdp=Pvh.tail_at, tail=blob))


GOOD_MADT = loader.acpi_table(b"APIC", loader.madt(loader.lapic(0), loader.lapic(1)))
GOOD_SRAT = loader.acpi_table(
    b"SRAT",
    loader.srat(
        loader.srat_cpu(0, 0),
        loader.srat_cpu(1, 1),
        loader.srat_memory(0, 0, 64 * MIB),
        loader.srat_memory(1, 64 * MIB, 64 * MIB),
    ),
)
GOOD_SLIT = loader.acpi_table(b"SLIT", loader.slit([[10, 20], [20, 10]]))


def madt_of(*entries: bytes) -> Callable[[], bytes]:
    return acpi_pvh([loader.acpi_table(b"APIC", loader.madt(*entries))])


def srat_of(*entries: bytes) -> Callable[[], bytes]:
    table = loader.acpi_table(b"SRAT", loader.srat(*entries))
    return acpi_pvh([GOOD_MADT, table])


def slit_of(matrix: list[list[int]]) -> Callable[[], bytes]:
    table = loader.acpi_table(b"SLIT", loader.slit(matrix))
    return acpi_pvh([GOOD_MADT, GOOD_SRAT, table])


CPUS = (loader.srat_cpu(0, 0), loader.srat_cpu(1, 1))

ACPI_LIES = {
    "rsdp-checksum (21)": goes_on(
        acpi_pvh([GOOD_MADT], sound=False), "ACPI: RSDP.*checksum"
    ),
    "rsdp-is-not-one (21)": goes_on(
        pvh(Pvh(rsdp=Pvh.tail_at, tail=b"NOT RSDP" * 8)), "ACPI: RSDP.*signature"
    ),
    "madt-checksum (21)": goes_on(
        acpi_pvh(
            [loader.acpi_table(b"APIC", loader.madt(loader.lapic(0)), sound=False)]
        ),
        "ACPI: MADT.*checksum",
        "cpus: 1 found",
    ),
    "madt-length-past-memory (21)": goes_on(
        acpi_pvh([loader.acpi_table(b"APIC", loader.madt(), length=0xFFFFFFF0)]),
        "ACPI: .*4294967280",
        "cpus: 1 found",
    ),
    "madt-length-0 (21)": goes_on(
        acpi_pvh([loader.acpi_table(b"APIC", loader.madt(), length=0)]),
        "ACPI: .*(0 bytes|length 0|too short)",
    ),
    "madt-entry-length-0 (21)": goes_on(
        madt_of(loader.lapic(0), b"\0\0\0\0\0\0\0\0"), "MADT: .*length 0"
    ),
    "madt-duplicate-cpu (22)": goes_on(
        madt_of(loader.lapic(0), loader.lapic(0)), "APIC id 0 is named twice"
    ),
    "srat-overlap (22)": goes_on(
        srat_of(
            *CPUS,
            loader.srat_memory(0, 0, 96 * MIB),
            loader.srat_memory(1, 64 * MIB, 64 * MIB),
        ),
        "ACPI: SRAT: .*overlap",
    ),
    "srat-gap (22)": goes_on(
        srat_of(
            *CPUS,
            loader.srat_memory(0, 0, 32 * MIB),
            loader.srat_memory(1, 64 * MIB, 64 * MIB),
        ),
        "SRAT: memory .* is on no node",
    ),
    "slit-not-symmetric (22)": goes_on(
        slit_of([[10, 20], [30, 10]]), "ACPI: SLIT: .*"
    ),
    "slit-below-10 (22)": goes_on(slit_of([[10, 5], [5, 10]]), "ACPI: SLIT: .*"),
}


def feed(build: Callable[[], bytes], folder: Path) -> harness.Result:
    path = folder / "hostile.elf"
    path.write_bytes(build())
    loads = ["-device", f"loader,file={harness.KERNEL}"]
    return harness.boot(harness.qemu.Machine(kernel=path, mem=MEM, extra=loads))


def check(lie: Lie, folder: Path) -> None:
    result = feed(lie.build, folder).expect(lie.verdict)
    result.before_tests().says(*lie.says)
    if lie.verdict == "panic":
        # Before there is a stack, the assembler's line stands for a panic.
        result.says("Kernel panic - not syncing: |pagewright: cannot boot: ")


@pytest.mark.parametrize("name", MULTIBOOT2)
def test_multiboot2(name: str, tmp_path: Path) -> None:
    """Each lie in multiboot2's tags is repaired or refused, and named."""
    check(MULTIBOOT2[name], tmp_path)


@pytest.mark.parametrize("name", PVH)
def test_pvh(name: str, tmp_path: Path) -> None:
    """Each lie in PVH's start info and its memory map likewise."""
    check(PVH[name], tmp_path)


@pytest.mark.parametrize("name", ACPI_LIES)
def test_acpi(name: str, tmp_path: Path) -> None:
    """Each lie in ACPI's tables: refused by name, the boot goes on."""
    check(ACPI_LIES[name], tmp_path)


COMPLAINTS = (
    "dropped",
    "overlap",
    "twice",
    "not sorted",
    "unknown",
    "refused",
    "too long",
    "stopped here",
    "beyond",
    "ignored",
    "malformed",
    "checksum",
)


def test_multiboot2_twin(tmp_path: Path) -> None:
    """Sound tags boot without a complaint."""
    result = feed(mb2(loader.mb2_plain()), tmp_path).expect("pass")
    result.before_tests().silent_about(*COMPLAINTS).says("boot: liar: ")


def test_pvh_twin(tmp_path: Path) -> None:
    """Sound start info boots without a complaint."""
    result = feed(pvh(Pvh()), tmp_path).expect("pass")
    result.before_tests().silent_about(*COMPLAINTS).says("boot: PVH: ")


def test_acpi_twin(tmp_path: Path) -> None:
    """Sound tables give two CPUs on two nodes without a complaint; the second
    CPU is not there, which is said, and the machine goes on without it."""
    tables = [GOOD_MADT, GOOD_SRAT, GOOD_SLIT]
    result = feed(acpi_pvh(tables), tmp_path).expect("pass")
    result.before_tests().silent_about(*COMPLAINTS).says("cpus: 2 found", "2 nodes")
    result.says(
        r"cpus: APIC id 1 \(CPU 1\) does not run: no answer", "cpus: 1 of 2 run"
    )


def test_reserved_at_1_tib(tmp_path: Path) -> None:
    """(15) A range near 1 TiB makes nothing larger: the same memory is free
    with and without it."""
    free = []
    for entries in (PLAIN_MAP, PLAIN_MAP[:-1]):
        result = feed(pvh_map(*entries), tmp_path).expect("pass")
        match = re.search(r"present = (\d+) managed", result.log)
        assert match, result.tail()
        free.append(int(match[1]))
    assert free[0] == free[1]


def test_kernel_inside_usable(tmp_path: Path) -> None:
    """(18) The kernel's own frames lie in usable memory and are not given."""
    machine = harness.qemu.Machine(kernel=harness.KERNEL, append="test=none")
    with harness.Session(machine) as console:
        console.wait_prompt()
        text = console.command("bootmem")
    assert "kernel image" in text


def test_boot_information_below_1_mib(tmp_path: Path) -> None:
    """(19) Boot information in low memory, where GRUB on UEFI puts it."""
    start = Pvh(base=0x10000)

    def low() -> bytes:
        # The stub copies the blob down before it enters the kernel.
        blob = start.build()
        code = loader.assemble(
            f"""
	mov esi, {BLOB}
	mov edi, 0x10000
	mov ecx, {len(blob)}
	cld
	rep movsb
	mov ebx, 0x10000
	mov ecx, {harness.symbols()["pvh_entry"]}
	jmp ecx
"""
        )
        return loader.elf(code.ljust(BLOB - loader.BASE, b"\xf4") + blob)

    feed(low, tmp_path).expect("pass").says("boot: PVH: ")


# --- the processor and the command line need no lying loader ----------------


@pytest.mark.parametrize(
    ("cpu", "text"),
    [("qemu64,-lm", "no 64-bit long mode"), ("qemu64,-nx", "no NX bit")],
)
def test_processor_too_old(cpu: str, text: str) -> None:
    """A processor without long mode or NX is refused in words."""
    result = harness.boot(harness.kernel(cpu=cpu, mem=MEM))
    result.expect("panic").says(text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("mem=0", "Malformed early option 'mem'"),
        ("mem=abc", "Malformed early option 'mem'"),
        ("mem=64Mx", "Malformed early option 'mem'"),
        ("mem=1M", "mem=1024K would leave less"),
        ("mem", "Malformed early option 'mem'"),
        ("lowmem=1M", "Malformed early option 'lowmem'"),
        ("lowmem=few", "Malformed early option 'lowmem'"),
        ("loglevel=loud", "Malformed early option 'loglevel'"),
        ("maxcpus=none", "Malformed early option 'maxcpus'"),
        ("panic=soon", "Malformed early option 'panic'"),
        ("colour=blue", 'Unknown kernel command line parameters "colour=blue"'),
        ("men=64M", "men=64M"),
        ("provoke=nonsense", "no fault is called 'nonsense'"),
        ("=", "="),
        ('mem="', "Malformed early option 'mem'"),
    ],
)
def test_command_line(words: str, text: str) -> None:
    """(23) A word that is unknown or malformed is named; defaults hold."""
    result = harness.boot(harness.kernel(words, test="bootmem", mem=MEM))
    result.expect("pass").says(re.escape(text))


def test_command_line_twin() -> None:
    """(23) Well-formed words are taken without a complaint."""
    words = "mem=64M lowmem=32M loglevel=7 maxcpus=1 panic=0"
    result = harness.boot(harness.kernel(words, test="bootmem", mem=MEM))
    result.expect("pass").silent_about("malformed", "unknown kernel")
    result.says("63 MiB usable, low memory ends at 32 MiB")


def test_no_suite_matches() -> None:
    """test= that selects nothing is no success."""
    result = harness.boot(harness.kernel(test="no-such-suite"))
    result.expect("tests failed").says("no test matches 'no-such-suite'")
