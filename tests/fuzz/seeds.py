#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write the fuzzers' seeds: sound structures for them to break.

    seeds.py DIR        fills DIR/boot_info/ and DIR/module/

Without seeds libFuzzer would spend its minute finding the magic numbers.
"""
import pathlib
import struct
import subprocess
import sys

BASE = 0x1000           # FUZZ_BASE in fuzz_boot_info.c
MAP = [(0, 0x9fc00, 1), (0x9fc00, 0x400, 2), (0xf0000, 0x10000, 2),
       (0x100000, 0x7ee0000, 1), (0x7fe0000, 0x20000, 3),
       (0xfd00000000, 0x300000000, 20)]


def entries():
    return b"".join(struct.pack("<QQII", *r, 0) for r in MAP)


def tag(kind, body):
    raw = struct.pack("<II", kind, 8 + len(body)) + body
    return raw + bytes(-len(raw) % 8)


def multiboot2():
    tags = (tag(1, b"mem=64M test=*\0") + tag(2, b"GRUB 2.06\0") +
            tag(3, struct.pack("<II", 0x200000, 0x201000) + b"args\0") +
            tag(6, struct.pack("<II", 24, 0) + entries()) +
            tag(8, struct.pack("<QIIIBBH", 0xb8000, 160, 80, 25, 16, 2, 0)) +
            tag(14, b"RSD PTR " + bytes(12)) +
            tag(15, b"RSD PTR " + bytes(28)) + tag(0, b""))
    return struct.pack("<II", 8 + len(tags), 0) + tags


def pvh():
    cmdline, args, modules, memmap = 56, 80, 96, 128
    head = struct.pack("<IIIIQQQQII", 0x336ec578, 1, 0, 1, BASE + modules,
                       BASE + cmdline, 0xf5a40, BASE + memmap, len(MAP), 0)
    return (head + b"mem=64M test=*\0".ljust(args - cmdline, b"\0") +
            b"initrd\0".ljust(modules - args, b"\0") +
            struct.pack("<QQQQ", 0x200000, 0x1000, BASE + args, 0) + entries())


MODULE = """
extern int helper(int), perhaps(void) __attribute__((weak));
static int counter, *p = &counter;
int mine __attribute__((section(".data..percpu"))) = 3;
static const char info[] __attribute__((section(".modinfo"), used)) = "name=x";
char module[208] __attribute__((section(".gnu.linkonce.this_module")));
int func(int i) { return helper(i + mine) + (perhaps ? ++*p : counter); }
"""


def module(path):
    """What a compiler makes: every kind of section and relocation."""
    flags = ["-O2", "-mcmodel=kernel", "-fno-pic", "-fno-common", "-w",
             "-fno-asynchronous-unwind-tables", "-ffreestanding"]
    subprocess.run(["x86_64-linux-gnu-gcc", *flags, "-x", "c", "-c", "-o",
                    path, "-"], input=MODULE.encode(), check=True)


def main():
    modules = pathlib.Path(sys.argv[1]) / "module"
    modules.mkdir(parents=True, exist_ok=True)
    module(modules / "compiled")
    folder = pathlib.Path(sys.argv[1]) / "boot_info"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "multiboot2").write_bytes(b"\0\x28" + multiboot2())
    (folder / "pvh").write_bytes(b"\1\x28" + pvh())


if __name__ == "__main__":
    main()
