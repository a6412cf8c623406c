#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Does every file call only what stands on its own floor or below?

    tools/layers.py [BUILD]		(default: build)

BUILD holds an object BUILD/mm/buddy.o for each mm/buddy.c. nm tells what
each object defines and what it leaves to others; a reference from a lower
floor to a higher one is an error. Symbols that no object defines are the
linker script's and belong to nobody. A weak definition that a higher floor
replaces is a call upwards in disguise, and counts as one.

What wants to reach up registers a hook or a table entry instead. There is
no list of exceptions.

The text of the sources is checked too: lib/, sched/ and mm/ include nothing
but linux/ and asm/ (lib/kunit also kunit/) and headers of their own folder;
a private header is one of the same folder.
"""

import os
import re
import shutil
import subprocess
import sys

import tree

# The longest prefix that fits decides.
FLOORS = {
    "include": 0,
    "lib": 1,
    "arch": 2,
    "sched": 3,
    "mm": 4,
    "kernel": 5,
    "boot": 5,
    "tests": 6,
}

SOURCES = (".c", ".asm", ".S")

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')

# folder -> prefixes of what may stand in <>; folders without an entry are
# free (arch/host speaks to the C library, tests to everything).
MAY_INCLUDE = {
    "include": ("linux/", "asm/", "kunit/"),
    "lib": ("linux/", "asm/"),
    "lib/kunit": ("linux/", "asm/", "kunit/"),
    "arch/x86_64": ("linux/", "asm/", "asm-generic/"),
    "sched": ("linux/", "asm/"),
    "mm": ("linux/", "asm/"),
    "kernel": ("linux/", "asm/", "kunit/"),
    "boot": ("linux/", "asm/"),
}


def prefix_of(path, table):
    """The longest folder in @table that @path lies in, or None."""
    folder = os.path.dirname(path)
    while folder:
        if folder in table:
            return folder
        folder = os.path.dirname(folder)
    return None


def floor_of(path):
    folder = prefix_of(path, FLOORS)
    return None if folder is None else FLOORS[folder]


def source_of(stem, root):
    """mm/buddy -> mm/buddy.c, if that is what it was compiled from."""
    for suffix in SOURCES:
        if os.path.exists(os.path.join(root, stem + suffix)):
            return stem + suffix
    return None


class Module:
    """One object: its source, and the symbols it shares with others."""

    def __init__(self, source, floor):
        self.source = source
        self.floor = floor
        self.strong = set()
        self.weak = set()
        self.undefined = set()
        self.data = set()		# those defined that are no functions

    def __str__(self):
        return f"{self.source} (floor {self.floor})"

    def call(self, name):
        """How a reference to one of its symbols reads."""
        return name if name in self.data else name + "()"

    def add(self, name, kind):
        if kind in "BDGRSVC":
            self.data.add(name)
        if kind in "UwvN?":
            if kind != "N":
                self.undefined.add(name)
        elif kind in "WV":
            self.weak.add(name)
        elif kind.isupper() or kind in "iu":
            self.strong.add(name)


def object_paths(build):
    for folder, folders, names in os.walk(build):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".o"):
                yield os.path.relpath(os.path.join(folder, name), build)


def find_nm():
    """One that reads x86 objects on any host, if there is one."""
    names = [os.environ.get("NM"), "x86_64-elf-nm", "x86_64-linux-gnu-nm"]
    return next((name for name in names if name and shutil.which(name)), "nm")


def read_symbols(module, path, nm):
    listing = subprocess.run([nm, "-P", "-g", path], check=True,
                             stdout=subprocess.PIPE, text=True)
    for line in listing.stdout.splitlines():
        words = line.split()
        if len(words) < 2:
            continue
        kind = words[1]
        # posix format: a weak symbol without a value is undefined
        if kind in "WV" and len(words) < 3:
            kind = "w"
        module.add(words[0], kind)


def load(build, root, nm):
    """Modules of all objects in BUILD that have a floor."""
    modules = []
    for path in object_paths(build):
        source = source_of(path[:-len(".o")], root)
        if source is None:
            continue		# generated: belongs to no floor
        floor = floor_of(source)
        if floor is None:
            raise SystemExit(f"layers: {source} stands on no floor; "
                             "see FLOORS in tools/layers.py")
        module = Module(source, floor)
        read_symbols(module, os.path.join(build, path), nm)
        modules.append(module)
    return modules


def calls_upward(modules):
    """One message for each reference from a lower to a higher floor."""
    homes = {}
    for module in modules:
        for name in module.strong | module.weak:
            homes.setdefault(name, []).append(module)

    for module in modules:
        for name in sorted(module.undefined):
            for home in homes.get(name, []):
                if home.floor > module.floor:
                    yield f"{module} uses {home.call(name)} of {home}"
        for name in sorted(module.weak):
            for home in homes[name]:
                if home.floor > module.floor and name in home.strong:
                    yield (f"{module} lets {home.call(name)} be "
                           f"replaced by {home}")


def include_error(path, bracket, target):
    """What is wrong with one #include, or None."""
    folder = prefix_of(path, MAY_INCLUDE)
    if folder is None or path.startswith("arch/host/"):
        return None
    if bracket == "<":
        if target.startswith(MAY_INCLUDE[folder]):
            return None
        return f"{path} includes <{target}>: not for {folder}/"
    if "/" in target:
        return f'{path} includes "{target}": another folder\'s private header'
    return None


def bad_includes(root):
    for path in tree.files(root, (".c", ".h", ".S")):
        for line in tree.read(root, path).splitlines():
            match = INCLUDE.match(line)
            if not match:
                continue
            error = include_error(path, *match.groups())
            if error:
                yield error


def main(argv):
    build = argv[0] if argv else os.path.join(tree.ROOT, "build")
    root = argv[1] if len(argv) > 1 else tree.ROOT
    modules = load(build, root, find_nm())
    upward = sorted(calls_upward(modules))
    includes = list(bad_includes(root))
    for error in upward + includes:
        print(f"layers: {error}")
    print(f"layers: {len(modules)} objects, {len(upward)} upward references, "
          f"{len(includes)} forbidden includes")
    if not modules:
        print(f"layers: {build} holds no object of ours: nothing was checked")
        return 1
    return 1 if upward or includes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
