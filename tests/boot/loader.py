# SPDX-License-Identifier: MIT
"""loader.py - a loader that lies, and kernels that do

Two kinds of tiny ELF come from here, both started with `qemu -kernel` through
a PVH note, as the real one is:

liars    whole kernels of a few instructions that misbehave in one way each.
	 They test the harness, also when the real kernel is broken.

loaders  put untrusted bytes in memory and enter the real kernel as GRUB or a
	 PVH loader would: eax = magic, ebx = what it calls the boot
	 information. QEMU's generic loader device places the real kernel's
	 segments and leaves the CPU's entry alone.

	 -kernel hostile.elf		at 16 MiB: code, then the hostile bytes
	 -device loader,file=...	the kernel, where it is linked to load

The code is NASM source, assembled here.
"""

from __future__ import annotations

import struct
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import harness

BASE = 0x1000000  # 16 MiB: above the kernel, below the smallest test's end
BLOB = BASE + 0x1000  # the hostile bytes, a page after the code

PVH_MAGIC = 0x336EC578
MULTIBOOT2_MAGIC = 0x36D76289

XEN_ELFNOTE_PHYS32_ENTRY = 18


def assemble(source: str) -> bytes:
    """Machine code of 32-bit NASM @source, placed at BASE."""
    with tempfile.TemporaryDirectory(prefix="pagewright-") as name:
        asm, out = Path(name, "a.asm"), Path(name, "a.bin")
        asm.write_text(f"bits 32\norg {BASE}\n{source}\n")
        subprocess.run(["nasm", "-f", "bin", "-o", out, asm], check=True)
        return out.read_bytes()


def elf(payload: bytes, base: int = BASE) -> bytes:
    """An ELF64 that loads @payload at @base and is entered there by PVH."""
    note = struct.pack("<III4sI", 4, 4, XEN_ELFNOTE_PHYS32_ENTRY, b"Xen\0", base)
    note_at, payload_at = 64 + 2 * 56, 0x1000
    header = struct.pack(
        "<16sHHIQQQIHHHHHH",
        b"\x7fELF\x02\x01\x01" + bytes(9),
        *(2, 62, 1, base, 64, 0, 0, 64, 56, 2, 64, 0, 0),
    )
    size = len(payload)
    load = struct.pack(
        "<IIQQQQQQ", 1, 7, payload_at, base, base, size, size, 0x1000
    )
    notes = struct.pack(
        "<IIQQQQQQ", 4, 4, note_at, base, base, len(note), len(note), 4
    )
    head = header + load + notes + note
    return head + bytes(payload_at - len(head)) + payload


# --- liars ----------------------------------------------------------------

PRINT = """
print:	; esi: text, ecx: its length. No stack is needed: return through ebp
	jecxz .done
.byte:	mov dx, 0x3fd
.wait:	in al, dx
	test al, 0x20
	jz .wait
	mov dx, 0x3f8
	lodsb
	out dx, al
	loop .byte
.done:	jmp ebp
"""

ENDS = {
    "halt": "cli\n.h: hlt\njmp .h",
    "spin": "jmp $",
    "triple fault": "lidt [nothing]\nud2\nnothing: dq 0",
    "reset": "mov dx, 0x64\nmov al, 0xfe\nout dx, al\ncli\nhlt",
    "pass": "mov dx, 0xf4\nmov al, 0x10\nout dx, al\ncli\nhlt",
    "fail": "mov dx, 0xf4\nmov al, 0x11\nout dx, al\ncli\nhlt",
    "panic": "mov dx, 0xf4\nmov al, 0x12\nout dx, al\ncli\nhlt",
    "restart": "mov dx, 0xf4\nmov al, 0x13\nout dx, al\ncli\nhlt",
}


def text_bytes(text: bytes) -> str:
    """@text as NASM data."""
    return "db " + ",".join(map(str, text)) if text else ""


def liar(text: str | bytes, end: str) -> bytes:
    """A kernel that prints @text and ends as ENDS[@end] says."""
    raw = text.encode() if isinstance(text, str) else text
    return elf(
        assemble(
            f"""
	mov esi, text
	mov ecx, {len(raw)}
	mov ebp, after
	jmp print
after:	{ENDS[end]}
{PRINT}
text:	{text_bytes(raw)}
"""
        )
    )


def fake_console() -> bytes:
    """A kernel with a prompt that echoes lines, and leaves at ^D.

    It shows what the real prompt needs of `tools/qemu.py`: it throws away
    what arrives before it is ready, and answers each line with its own. The
    words it knows are single letters: P panics, F fails, R asks for a
    restart, T triple-faults, H hangs.
    """
    return elf(
        assemble(
            f"""
	; deaf for a while: what arrives now must not be lost by the sender
	mov ecx, 2000000
.deaf:	mov dx, 0x3fd
	in al, dx
	test al, 1
	jz .none
	mov dx, 0x3f8
	in al, dx
.none:	dec ecx
	jnz .deaf
	mov dx, 0x3fa
	mov al, 1
	out dx, al		; FIFO on, as a kernel would have it
ask:	mov bl, 0		; the line's first byte
	mov esi, prompt
	mov ecx, prompt.end - prompt
	mov ebp, key
	jmp print
key:	mov dx, 0x3fd
	in al, dx
	test al, 1
	jz key
	mov dx, 0x3f8
	in al, dx
	cmp al, 4
	je done
	cmp al, 10
	je line
	cmp al, 13
	je line
	test bl, bl
	jnz .echo
	mov bl, al
.echo:	out dx, al
	jmp key
line:	cmp bl, 'P'
	je panic
	cmp bl, 'F'
	je fail
	cmp bl, 'R'
	je restart
	cmp bl, 'T'
	je triple
	cmp bl, 'H'
	je hang
	jmp ask
done:	{ENDS["pass"]}
fail:	{ENDS["fail"]}
panic:	{ENDS["panic"]}
restart: {ENDS["restart"]}
triple:	{ENDS["triple fault"]}
hang:	{ENDS["halt"]}
{PRINT}
prompt:	db 13, 10, "mm> "
.end:
"""
        )
    )


# --- hostile boot information ---------------------------------------------

# Firmware's types of memory.
USABLE, RESERVED, ACPI, NVS, BAD = 1, 2, 3, 4, 5

MIB = 1 << 20

# (start, size, type): what a PC with 128 MiB reports.
Entry = tuple[int, int, int]
PLAIN_MAP: list[Entry] = [
    (0, 0x9FC00, USABLE),
    (0x9FC00, 0x400, RESERVED),
    (0xF0000, 0x10000, RESERVED),
    (MIB, 127 * MIB, USABLE),
    (0xFFFC0000, 0x40000, RESERVED),
    (0xFD00000000, 0x300000000, RESERVED),
]


def align8(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)


def tag(number: int, payload: bytes = b"", size: int | None = None) -> bytes:
    """A multiboot2 tag; @size overrides the truth."""
    told = 8 + len(payload) if size is None else size
    return align8(struct.pack("<II", number, told) + payload)


def mb2_map(entries: list[Entry], entry_size: int = 24) -> bytes:
    """The memory map tag."""
    body = struct.pack("<II", entry_size, 0)
    for start, length, kind in entries:
        entry = struct.pack("<QQII", start, length, kind, 0)
        body += entry[:entry_size].ljust(entry_size, b"\0")
    return tag(6, body)


def mb2_cmdline(text: str | bytes) -> bytes:
    raw = text.encode() if isinstance(text, str) else text
    return tag(1, raw + b"\0")


def mb2_info(*tags: bytes, total: int | None = None, end: bool = True) -> bytes:
    """Multiboot2 boot information of these tags."""
    body = b"".join(tags) + (tag(0) if end else b"")
    return struct.pack("<II", 8 + len(body) if total is None else total, 0) + body


# Goes on means: the next operations work. These suites are quick to show it.
LEAVE = f"{harness.TEST_AND_LEAVE} test=bootmem"


def mb2_plain(
    *extra: bytes, cmdline: str = LEAVE, entries: list[Entry] | None = None
) -> bytes:
    """Sound boot information, with @extra tags."""
    memory = mb2_map(PLAIN_MAP if entries is None else entries)
    return mb2_info(mb2_cmdline(cmdline), tag(2, b"liar\0"), memory, *extra)


@dataclass
class Pvh:
    """hvm_start_info and what it points at, laid out at @base."""

    cmdline: bytes = LEAVE.encode() + b"\0"
    entries: list[Entry] = field(default_factory=lambda: list(PLAIN_MAP))
    base: int = BLOB
    rsdp: int = 0
    magic: int = PVH_MAGIC
    version: int = 1
    memmap: int | None = None  # address; None: where it is
    count: int | None = None  # entries claimed; None: how many there are
    modules: list[tuple[int, int, int]] = field(default_factory=list)
    tail: bytes = b""  # e.g. ACPI tables, at tail_at

    tail_at = BLOB + 0x100000 // 4

    def build(self) -> bytes:
        table = b"".join(
            struct.pack("<QQII", start, size, kind, 0)
            for start, size, kind in self.entries
        )
        mods = b"".join(struct.pack("<QQQQ", a, n, c, 0) for a, n, c in self.modules)
        table_at = self.base + 64
        mods_at = table_at + len(table)
        line_at = mods_at + len(mods)
        info = struct.pack(
            "<IIIIQQQQII",
            self.magic,
            self.version,
            0,
            len(self.modules),
            mods_at if self.modules else 0,
            line_at,
            self.rsdp,
            table_at if self.memmap is None else self.memmap,
            len(self.entries) if self.count is None else self.count,
            0,
        )
        blob = info.ljust(64, b"\0") + table + mods + self.cmdline
        if self.tail:
            room = self.tail_at - self.base
            assert len(blob) <= room, "the tables would overlap the tail"
            blob = blob.ljust(room, b"\0") + self.tail
        return blob


def hostile(blob: bytes, *, magic: int, info: int = BLOB, entry: str) -> bytes:
    """An ELF that enters the real kernel's @entry with @blob at BLOB."""
    target = harness.symbols()[entry]
    code = assemble(
        f"""
	mov eax, {magic}
	mov ebx, {info}
	mov ecx, {target}
	jmp ecx
"""
    )
    return elf(code.ljust(BLOB - BASE, b"\xf4") + blob)


# --- ACPI ------------------------------------------------------------------


def checksum(data: bytes) -> int:
    """The byte that makes the sum of all bytes 0."""
    return -sum(data) & 0xFF


def acpi_table(
    signature: bytes, body: bytes, *, length: int | None = None, sound: bool = True
) -> bytes:
    """A system description table with @body behind its header."""
    size = 36 + len(body) if length is None else length
    head = struct.pack(
        "<4sIBB6s8sI4sI", signature, size, 1, 0, b"LIAR  ", b"HOSTILE ", 1, b"LIAR", 1
    )
    table = bytearray(head + body)
    table[9] = checksum(bytes(table)) ^ (0 if sound else 0x55)
    return bytes(table)


def rsdp(rsdt: int, *, xsdt: int = 0, sound: bool = True) -> bytes:
    """A root pointer: revision 2 if there is an XSDT."""
    first = bytearray(
        struct.pack("<8sB6sBI", b"RSD PTR ", 0, b"LIAR  ", 2 if xsdt else 0, rsdt)
    )
    first[8] = checksum(bytes(first)) ^ (0 if sound else 0x55)
    if not xsdt:
        return bytes(first)
    whole = bytearray(bytes(first) + struct.pack("<IQBBBB", 36, xsdt, 0, 0, 0, 0))
    whole[32] = checksum(bytes(whole))
    return bytes(whole)


def acpi_set(tables: list[bytes], at: int, *, sound: bool = True) -> bytes:
    """RSDP at @at, then its RSDT, then the tables, each 16-aligned."""
    place = at + 64 + (36 + 4 * len(tables) + 15) // 16 * 16
    pointers, blob = [], b""
    for table in tables:
        pointers.append(place + len(blob))
        blob += table + bytes(-len(table) % 16)
    body = b"".join(struct.pack("<I", pointer) for pointer in pointers)
    rsdt = acpi_table(b"RSDT", body)
    head = rsdp(at + 64, sound=sound).ljust(64, b"\0")
    return head + rsdt.ljust(place - at - 64, b"\0") + blob


def madt(*entries: bytes) -> bytes:
    return struct.pack("<II", 0xFEE00000, 1) + b"".join(entries)


def lapic(apic_id: int, flags: int = 1) -> bytes:
    return struct.pack("<BBBBI", 0, 8, apic_id, apic_id, flags)


def srat(*entries: bytes) -> bytes:
    return struct.pack("<IQ", 1, 0) + b"".join(entries)


def srat_cpu(node: int, apic_id: int) -> bytes:
    return struct.pack("<BBBBIB3sI", 0, 16, node, apic_id, 1, 0, b"\0\0\0", 0)


def srat_memory(node: int, start: int, size: int) -> bytes:
    return struct.pack("<BBIHQQIIQ", 1, 40, node, 0, start, size, 0, 1, 0)


def slit(matrix: list[list[int]]) -> bytes:
    body = struct.pack("<Q", len(matrix))
    return body + b"".join(bytes(row) for row in matrix)
