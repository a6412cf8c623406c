#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the boot costs: instructions a page, bytes of RAM a page frame.

    tools/bench_boot.py KERNEL [--json FILE]

Boots KERNEL once for each size of memory under -icount, where a nanosecond
of the kernel's clock is an instruction, and reads two time stamps: when
start_kernel() has measured its clock (15 million instructions of waiting
for the 8254, on any machine) and when the last free page has been handed
over. What lies between is everything that memory asks of a boot, from
reading the loader's map on. The stamps are in microseconds, so a figure is
good to 2000 instructions.

Pages that are present and not managed are what the kernel keeps for itself.
They grow with memory by what a frame's struct page takes; the rest is fixed.
Ends with 1 if a figure is above its mark.
"""
from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bench_cli  # noqa: E402
from bench_cli import BenchError  # noqa: E402
from qemu import Machine  # noqa: E402

SIZES = ("256M", "1G", "4G", "16G", "64G")
PAGE_SIZE = 4096
MIB = 1 << 20
TIMEOUT = 120  # seconds; a boot takes two to four

MARK_INSNS = 20     # for each page brought up and freed
MARK_BYTES = 32     # of RAM for each page frame
MARK_FIXED = 4.0    # MiB, whatever the memory

# Bare Linux 6.1 and 6.12, start_kernel to the end of its memory
# initialisation, in millions: tests/bench/data/MARKS.md.
LINUX = {"256M": (20.9, 18.2), "1G": (33.8, 26.1), "4G": (167, 84),
         "16G": (378, 216), "64G": (1220, 746)}
LINUX_INSNS, LINUX_BYTES, LINUX_FIXED = 42, 64, 11

CLOCK = re.compile(r"\[ *(\d+\.\d+)\] clock: time-stamp counter at ([\d.]+)")
DONE = re.compile(r"\[ *(\d+\.\d+)\] mm: (\d+) pages present = (\d+) managed")


def boot(kernel: Path, mem: str) -> dict[str, int]:
    """Instructions, pages present and pages kept, of one boot."""
    machine = Machine(kernel=kernel, mem=mem, cpu="qemu64", icount=True,
                      append="test=none kunit_shutdown=poweroff")
    done = subprocess.run(machine.command(["-serial", "stdio"]),
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=TIMEOUT, check=False)
    log = done.stdout.decode(errors="replace")
    clock, end = CLOCK.search(log), DONE.search(log)
    if not clock or not end:
        raise BenchError(f"no boot with {mem}:\n{log[-2000:]}")
    micros = round((float(end[1]) - float(clock[1])) * 1e6)
    return {
        "instructions": round(micros * float(clock[2])),
        "pages": int(end[2]),
        "kept": int(end[2]) - int(end[3]),
    }


def slope(boots: dict[str, dict], key: str) -> float:
    """How @key grows with a page, from the smallest memory to the largest."""
    ends = [boots[size] for size in SIZES if size in boots]
    return (ends[-1][key] - ends[0][key]) / (ends[-1]["pages"] -
                                             ends[0]["pages"])


def suites_bytes(kernel: Path) -> int:
    """Bytes of the image that only the tests use."""
    objects = sorted(map(str, (kernel.parent / "tests").glob("**/*.o")))
    size = shutil.which("size") or shutil.which("x86_64-linux-gnu-size")
    if not objects or not size:
        return 0
    sizes = subprocess.run([size, *objects], capture_output=True,
                           text=True, check=True).stdout
    return sum(int(line.split()[3]) for line in sizes.splitlines()[1:])


def measure(kernel: Path, sizes: tuple[str, ...] = SIZES) -> dict:
    boots = {mem: boot(kernel, mem) for mem in sizes}
    first = boots[sizes[0]]
    per_frame = slope(boots, "kept") * PAGE_SIZE
    fixed = first["kept"] * PAGE_SIZE - per_frame * first["pages"]
    return {
        "boots": boots,
        "instructions_per_page": round(slope(boots, "instructions"), 2),
        "bytes_per_frame": round(per_frame, 2),
        "fixed_mib": round(fixed / MIB, 2),
        "fixed_without_tests_mib": round((fixed - suites_bytes(kernel)) / MIB,
                                         2),
    }


def format_boots(found: dict) -> list[str]:
    lines = [f"{'memory':<10}{'pages':>10}{'instructions':>14}{'a page':>9}"
             f"{'bare 6.1':>11}{'bare 6.12':>11}{'kept, KiB':>11}"]
    for mem, one in found["boots"].items():
        old, new = LINUX[mem]
        lines.append(f"{mem:<10}{one['pages']:>10}{one['instructions']:>14}"
                     f"{one['instructions'] / one['pages']:>9.1f}"
                     f"{old * 1e6:>11.0f}{new * 1e6:>11.0f}"
                     f"{one['kept'] * PAGE_SIZE // 1024:>11}")
    rows = (("instructions, each page more", "instructions_per_page",
             LINUX_INSNS, MARK_INSNS),
            ("bytes of RAM, each page frame", "bytes_per_frame",
             LINUX_BYTES, MARK_BYTES),
            ("fixed, MiB, with all tests", "fixed_mib", "", ""),
            ("fixed, MiB, without them", "fixed_without_tests_mib",
             LINUX_FIXED, MARK_FIXED))
    lines += ["", f"{'':<34}{'ours':>9}{'bare':>9}{'mark':>9}"]
    lines += [f"{name:<34}{found[key]:>9}{bare:>9}{mark:>9}"
              for name, key, bare, mark in rows]
    return lines


def above(found: dict) -> list[str]:
    """The figures above their mark; a page's alignment is not a byte."""
    marks = {"instructions_per_page": MARK_INSNS,
             "bytes_per_frame": MARK_BYTES + 0.5,
             "fixed_without_tests_mib": MARK_FIXED}
    return [f"{name}: {found[name]}, at most {mark}"
            for name, mark in marks.items() if found[name] > mark]


def report(found: dict) -> tuple[list[str], bool]:
    missed = above(found)
    return format_boots(found) + (["", *missed] if missed else []), not missed


def main() -> int:
    args = bench_cli.parser(__doc__, "kernel").parse_args()
    return bench_cli.main(args, lambda: measure(args.kernel), report)


if __name__ == "__main__":
    sys.exit(main())
