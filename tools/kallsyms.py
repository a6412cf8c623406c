#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Turn the linked kernel's symbols into the table lib/kallsyms.c searches.

    nm -nS kernel | tools/kallsyms.py >kallsyms.s
    tools/kallsyms.py --empty >kallsyms.s
    tools/kallsyms.py --verify FIRST.nm SECOND.nm

The kernel is linked twice, because the table is part of what it describes:
first with the empty table, then with the table made from the first link.
That is right only if the second link moves no symbol that the table holds.
So .kallsyms comes last in the image, and the table leaves out itself and
what lies behind it (_end). --verify compares the listings of both links and
fails if they do not give the same table.

The output is for the GNU assembler and defines, in section .kallsyms and
each aligned to 8:

    kallsyms_num            u32, how many symbols
    kallsyms_offsets        u32 each, sorted: address - KALLSYMS_BASE
    kallsyms_name_offsets   u32 each: where its name starts in kallsyms_names
    kallsyms_names          NUL-terminated; the first character is nm's type
                            letter, as in /proc/kallsyms

Of several symbols at one address the best name stands first: one that has
a size (a function or object, not a mark set by the linker script), then
one without leading underscores, then a global one, then by alphabet.
"""

import argparse
import re
import sys

KALLSYMS_BASE = 0xffffffff80000000

# The symbol at which section .kallsyms begins.
FIRST_OF_TABLE = "kallsyms_num"

# Letters of nm that say "this is in a section of the image".
TYPES = set("TtDdBbRrVvWwGgSsiu")

# Names a compiler makes of ours: foo.part.0, foo.cold, counter.1. Any other
# dot comes from NASM, whose local labels are spelled function.label.
COMPILED = re.compile(
    r"[A-Za-z_]\w*"
    r"(\.(part|constprop|isra|cold|localalias|lto_priv|llvm|\d+))*")

WORDS_PER_LINE = 8


class Symbol:
    """A line of nm that belongs into the table."""

    def __init__(self, address, size, kind, name):
        self.address = address
        self.size = size
        self.kind = kind
        self.name = name

    def rank(self):
        """Sort key: by address, and the best name of an address first."""
        return (self.address, self.size == 0, self.name.startswith("_"),
                self.kind.islower(), self.name, self.kind)

    def text(self):
        """As stored and as /proc/kallsyms shows it: letter and name."""
        return self.kind + self.name


def parse_line(line):
    """A Symbol, or None for what the table does not hold."""
    words = line.split()
    if len(words) == 3:
        address, kind, name = words
        size = "0"
    elif len(words) == 4:
        address, size, kind, name = words
    else:
        return None		# undefined: it has no address
    if kind not in TYPES or not COMPILED.fullmatch(name):
        return None
    symbol = Symbol(int(address, 16), int(size, 16), kind, name)
    if symbol.address < KALLSYMS_BASE:
        return None		# the boot code, before the higher half
    return symbol


def parse(lines):
    """The table's symbols in order, without repetitions."""
    found = {}
    end = None
    for line in lines:
        symbol = parse_line(line)
        if symbol is None:
            continue
        found[(symbol.address, symbol.kind, symbol.name)] = symbol
        if symbol.name == FIRST_OF_TABLE:
            end = symbol.address
    kept = [s for s in found.values() if end is None or s.address < end]
    return sorted(kept, key=Symbol.rank)


def label(name):
    return ["\t.balign 8", f"\t.globl {name}", f"\t.type {name}, @object",
            f"{name}:"]


def longs(values):
    for start in range(0, len(values), WORDS_PER_LINE):
        yield "\t.long " + ", ".join(
            f"{value:#x}" for value in values[start:start + WORDS_PER_LINE])


def table(symbols):
    """The assembler file, as a list of lines."""
    name_offsets = []
    position = 0
    for symbol in symbols:
        name_offsets.append(position)
        position += len(symbol.text()) + 1

    lines = ["/* Made by tools/kallsyms.py from the kernel's symbols. */",
             '\t.section .kallsyms, "a", @progbits']
    lines += label("kallsyms_num") + [f"\t.long {len(symbols)}"]
    lines += label("kallsyms_offsets")
    lines += longs([s.address - KALLSYMS_BASE for s in symbols])
    lines += label("kallsyms_name_offsets")
    lines += longs(name_offsets)
    lines += label("kallsyms_names")
    lines += [f'\t.asciz "{symbol.text()}"' for symbol in symbols]
    lines += ['\t.section .note.GNU-stack, "", @progbits']
    return lines


def read(name):
    with open(name, encoding="ascii") as stream:
        return parse(stream)


def first_difference(old, new):
    """What the final link moved, in words; None if nothing."""
    for before, after in zip(old, new):
        if before.address != after.address or before.text() != after.text():
            return (f"{before.address:#x} {before.name} became "
                    f"{after.address:#x} {after.name}")
    if len(old) != len(new):
        return f"{len(old)} symbols became {len(new)}"
    return None


def verify(first, second):
    moved = first_difference(read(first), read(second))
    if moved is None:
        return 0
    print(f"kallsyms: the link that took the table in moved symbols: {moved}",
          file=sys.stderr)
    return 1


def main(argv):
    parser = argparse.ArgumentParser(
        description="make the kernel's symbol table from `nm -nS`")
    parser.add_argument("--empty", action="store_true",
                        help="a table of no symbols, for the first link")
    parser.add_argument("--verify", nargs=2, metavar="NM",
                        help="do two listings give the same table?")
    parser.add_argument("-o", metavar="FILE", help="default: standard output")
    parser.add_argument("nm", nargs="?",
                        help="output of nm -nS; default: standard input")
    args = parser.parse_args(argv)

    if args.verify:
        return verify(*args.verify)
    if args.empty:
        symbols = []
    elif args.nm:
        symbols = read(args.nm)
    else:
        symbols = parse(sys.stdin)
    if not symbols and not args.empty:
        print("kallsyms: no symbol of the kernel half in the input",
              file=sys.stderr)
        return 1

    text = "\n".join(table(symbols)) + "\n"
    if args.o:
        with open(args.o, "w", encoding="ascii") as stream:
            stream.write(text)
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
