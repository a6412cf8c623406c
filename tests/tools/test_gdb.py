# SPDX-License-Identifier: MIT
"""The gdb commands, on a process that holds the kernel's structures.

The scratch program is compiled with the kernel's own headers, so a structure
that changes its shape breaks the commands here and not in a reader's hands.
"""

import os
import re
import shutil
import subprocess

import pytest

ROOT = os.path.normpath(os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", ".."))
GDB = "gdb" if shutil.which("gdb") else "gdb-multiarch"
BUILD = os.environ.get("PAGEWRIGHT_BUILD", os.path.join(ROOT, "build"))
KERNEL = os.path.join(BUILD, "pagewright.elf")
SCRIPT = os.path.join(ROOT, "tools", "gdb", "pagewright-gdb.py")

PROGRAM = """
#include <linux/boot_info.h>
#include <asm/pgtable.h>
#include "internal.h"

struct boot_info boot_info;
static struct bootmem bootmem;
static struct layout_region layout[] = {
	{ 0, 4095, "null page" },
	{ 0xffff888000000000, 0xffffc87fffffffff, "direct map" },
};
static char log_buf[64];
static u64 log_first, log_next;

void filled(void)
{
	__asm__ volatile("" : : "m"(bootmem), "m"(layout), "m"(log_buf));
}

static void say(const char *text)
{
	for (; *text; text++)
		log_buf[log_next++ % sizeof(log_buf)] = *text;
	while (log_next - log_first > sizeof(log_buf))
		log_first++;
}

int main(void)
{
	filled();
	boot_info.map.nr = 2;
	boot_info.map.range[0] = (struct mem_range){ 0x1000, 0x9f000, 1 };
	boot_info.map.range[1] = (struct mem_range){ 0xfd00000000, 0x10000000000, 2 };
	boot_info.firmware.nr = 1;
	boot_info.firmware.range[0] = (struct mem_range){ 5, 3, 20 };
	bootmem.nr_ranges = 1;
	bootmem.range[0] = (struct bootmem_range){ 0x100000, 0x800000, 3 };
	bootmem.nr_reserved = 2;
	bootmem.reserved[0] = (struct bootmem_reserved){
		.start = 0x100000, .end = 0x200000, .name = "kernel image" };
	bootmem.reserved[1] = (struct bootmem_reserved){
		.start = 0x300000, .end = 0x301000,
		.caller = (unsigned long)main + 4 };
	log_first = log_next = 3;
	say("6[0.1] first\\n4[0.2] line that goes around the end\\n");
	say("6[0.3] x\\n");
	filled();
	log_first = 99999;
	filled();
	return 0;
}
"""


@pytest.fixture(scope="session", name="program")
def fixture_program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gdb")
    source = folder / "program.c"
    source.write_text(PROGRAM)
    subprocess.run(["cc", "-g", "-O0", "-c", "-ffreestanding", "-nostdinc",
                    "-fshort-wchar", "-funsigned-char", "-D__KERNEL__",
                    f"-I{ROOT}/include", f"-I{ROOT}/arch/x86_64/include",
                    f"-I{ROOT}/mm", source, "-o", folder / "program.o"],
                   check=True)
    subprocess.run(["cc", folder / "program.o", "-o", folder / "program"],
                   check=True)
    return str(folder / "program")


def gdb(program, *commands):
    """What gdb prints; a command that fails does not end the rest."""
    lines = ["set confirm off", "set width 0", "set debuginfod enabled off",
             *commands]
    args = [GDB, "-q", "-nx", "-batch", "-x", SCRIPT]
    for line in lines:
        args += ["-ex", line]
    done = subprocess.run(args + ([program] if program else []), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, check=False)
    assert "Traceback" not in done.stdout, done.stdout
    assert "Python Exception" not in done.stdout, done.stdout
    return done.stdout


def at_second_stop(*commands):
    return ("break filled", "run", "continue", *commands)


def test_help_lists_all_commands():
    """Needs neither a kernel nor a machine."""
    out = gdb(None, "pw-help", "help pw-walk")
    for name in ("pw-memmap", "pw-bootmem", "pw-dmesg, lx-dmesg", "pw-layout",
                 "pw-walk", "lx-iomem"):
        assert re.search(rf"^{name} ", out, re.MULTILINE)
    assert "usage: pw-walk ADDRESS" in out


@pytest.mark.parametrize("command", ["pw-memmap", "pw-bootmem", "pw-dmesg",
                                     "pw-walk 0", "lx-iomem", "lx-dmesg"])
def test_without_a_machine(program, command):
    """Zeros from the ELF file must not pass for the machine's memory."""
    assert "no machine" in gdb(program, command)


def test_without_a_kernel():
    """Not our ELF: said, and no trace of Python."""
    assert "no variable 'layout'" in gdb(None, "pw-layout")


@pytest.mark.parametrize("command, message", [
    ("pw-memmap", "no memory map yet"),
    ("lx-iomem", "no memory map yet"),
    ("pw-bootmem", "has not been set up yet"),
    ("pw-dmesg", "printed nothing yet"),
])
def test_before_the_kernel_has_booted(program, command, message):
    """Empty tables are named as such."""
    assert message in gdb(program, "break filled", "run", command)


def test_memory_map(program):
    """Both maps; types by the kernel's names; a wrapped range is harmless."""
    out = gdb(program, *at_second_stop("pw-memmap", "lx-iomem"))
    assert ("  [0000000000001000-000000000009efff]    632 KiB  System RAM"
            in out)
    assert "    12 GiB  Reserved" in out
    assert "usable: 632 KiB" in out
    assert ("[0000000000000005-0000000000000002]      0 B    "
            "Reserved (type 20)" in out)
    assert "00001000-0009efff : System RAM" in out
    assert "fd00000000-ffffffffff : Reserved" in out


def test_bootmem(program):
    """Free and taken ranges in order, owners by name or by symbol."""
    out = gdb(program, *at_second_stop("pw-bootmem"))
    rows = [" ".join(line.split("]")[1].split())
            for line in out.splitlines() if line.startswith("  [")]
    assert rows == ["1 MiB kernel image", "1 MiB free",
                    "4 KiB allocated by main + 4", "5116 KiB free"]
    assert "node 3" in out
    assert "6140 KiB free in 1 ranges, 2 reservations" in out


def test_dmesg_around_the_end_of_the_ring(program):
    """Oldest first, levels cut off, the line that wraps in one piece."""
    out = gdb(program, *at_second_stop("pw-dmesg"))
    assert out.endswith("[0.1] first\n[0.2] line that goes around the end\n"
                        "[0.3] x\n")


def test_damaged_log(program):
    """Positions that make no sense are reported, not followed."""
    out = gdb(program, *at_second_stop("continue", "pw-dmesg"))
    assert "the log is damaged: positions 99999" in out


def test_layout_needs_no_machine(program):
    """A constant table: read from the file."""
    out = gdb(program, "pw-layout")
    assert re.search(r"^0000000000000000-0000000000000fff\s+4 KiB  null page$",
                     out, re.MULTILINE)
    assert re.search(r"^ffff888000000000-ffffc87fffffffff\s+\d+ \w+ +direct",
                     out, re.MULTILINE)


def test_walk_wants_an_address(program):
    """Usage, not a trace."""
    assert "usage: pw-walk ADDRESS" in gdb(program,
                                           *at_second_stop("pw-walk"))


MACHINE = ("target remote | exec qemu-system-x86_64 -M q35 -cpu max -m 64M "
           "-nodefaults -vga none -display none -serial none "
           f"-kernel {KERNEL} -gdb stdio -S")


def test_on_the_kernel():
    """Reset, then the end of the boot: every command on the real thing."""
    out = gdb(KERNEL, MACHINE, "echo RESET\\n", "pw-memmap", "pw-walk 0",
              "break self_test_boot", "continue", "echo BOOTED\\n",
              "pw-memmap", "pw-bootmem", "pw-layout", "pw-walk $rip",
              "pw-walk boot_info", "pw-walk 0", "pw-walk 0x800000000000",
              "pw-dmesg", "kill")
    reset, booted = out.split("RESET\n")[1].split("BOOTED\n")
    assert "paging is off" in reset
    assert "cannot be read yet" in reset
    for text in ("System RAM", "KiB  kernel image", "kernel text (RX)",
                 "R-X global", "RW- global", "  not present",
                 "not canonical"):
        assert text in booted, booted
    text = re.search(r"walk of (\w+):\n.*?physical address: (\w+)", booted,
                     re.DOTALL)
    virtual, physical = (int(number, 16) for number in text.groups())
    assert virtual - 0xffffffff80000000 == physical
    assert re.search(r"^\[ *0\.\d+\] ", booted, re.MULTILINE), booted
