#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Is the order of locks that was seen the one that docs/LOCKING.md promises?

    tools/lockorder.py LOG [LOCKING.md]

LOG holds what `cat /proc/lockdep` says in a kernel built with LOCKDEP=1:

    lock kmap_lock {+.} first at get_window+0x20/0x80
      -> &zone->lock at take_block+0x31/0x90

A row of the document's first table is "| number | what | ...", and names
its locks between back quotes in the second column. A lock taken under
another must have the higher number, and every lock that was seen must have
one. Locks that only tests initialise or take need none. A cycle of what was seen,
which the numbers would not allow, is found by the kernel itself.
"""

import fnmatch
import re
import sys

import tree

LOCK = re.compile(r"^lock (\S+) \{\S+\} first at (\S+)")
UNDER = re.compile(r"^  -> (\S+) at (\S+?)( \(reported\))?$")
ROW = re.compile(r"^\| *(\d+) *\|([^|]*)\|")
QUOTED = re.compile(r"`([^`]+)`")

# DEFINE_SPINLOCK(x), spin_lock_init(&x): how a lock gets its name
NAMED = re.compile(r"\b(?:DEFINE_\w+|\w+_init|\w+_INIT\w*|__\w+_UNLOCKED)"
                   r"\(\s*(&?[\w.>\-\[\]]+)")


def plain(name):
    """&zone->lock/1 -> zone->lock"""
    return re.sub(r"/\d+$", "", name).lstrip("&")


def numbers(document):
    """{lock: number} of the first table."""
    found = {}
    for line in document.splitlines():
        row = ROW.match(line)
        if row:
            for name in QUOTED.findall(row[2]):
                found.setdefault(name, int(row[1]))
    return found


def numbers_of(locks, document):
    """{lock: number} of @locks; a quoted name may hold a "*"."""
    rows = numbers(document)
    found = {lock: rows[lock] for lock in locks if lock in rows}
    for lock in set(locks) - set(found):
        for name, number in rows.items():
            if "*" in name and fnmatch.fnmatchcase(lock, name):
                found[lock] = number
    return found


def seen(log):
    """({lock: where it was first taken}, [(lock, lock under it, where)])"""
    locks, orders, last = {}, [], None
    for line in log.replace("\r", "").splitlines():
        lock, under = LOCK.match(line), UNDER.match(line)
        if lock:
            last = lock[1]
            locks.setdefault(plain(last), lock[2])
        elif under and last and not under[3]:
            orders.append((plain(last), plain(under[1]), under[2]))
    return locks, orders


# Gives a name to locks that have none.
NAMELESS = "lib/spinlock_debug.c"


def names_in(folders):
    names = set()
    for path in tree.files(tree.ROOT, (".c", ".h")):
        if path.startswith(folders) and path != NAMELESS:
            text = tree.read(tree.ROOT, path)
            names |= {plain(name) for name in NAMED.findall(text)}
    return names


FUNCTION = re.compile(r"^\w[\w \t*]*?(\w+)\(", re.MULTILINE)


def functions_in(folders):
    names = set()
    for path in tree.files(tree.ROOT, (".c",)):
        if path.startswith(folders):
            names |= set(FUNCTION.findall(tree.read(tree.ROOT, path)))
    return names


def taken_in_tests(log):
    """Locks that a function of tests/ took itself, before anybody else."""
    tests = functions_in(("tests/",))
    return {lock for lock, where in seen(log)[0].items()
            if where.partition("+")[0].partition(".")[0] in tests}


def only_in_tests():
    return names_in(("tests/",)) - names_in(
        ("lib/", "arch/", "sched/", "mm/", "kernel/", "boot/"))


def contradictions(log, document, exempt=()):
    """One message for each lock or order that the document does not know."""
    locks, orders = seen(log)
    number = numbers_of(locks, document)
    for lock, where in sorted(locks.items()):
        if lock not in number and lock not in exempt:
            yield f"{lock} (first taken at {where}) has no number"
    for above, below, where in orders:
        if above not in number or below not in number or above == below:
            continue
        if number[above] >= number[below]:
            yield (f"{below} ({number[below]}) was taken under {above} "
                   f"({number[above]}) at {where}")


def main(argv):
    if not argv:
        raise SystemExit(__doc__.split("\n\n")[1].strip())
    with open(argv[0], encoding="utf-8", errors="replace") as file:
        log = file.read()
    path = argv[1] if len(argv) > 1 else "docs/LOCKING.md"
    errors = list(contradictions(log, tree.read(tree.ROOT, path),
                                 only_in_tests() | taken_in_tests(log)))
    for error in errors:
        print(f"lockorder: {error}")
    locks, orders = seen(log)
    print(f"lockorder: {len(locks)} locks, {len(orders)} orders seen, "
          f"{len(errors)} not as in {path}")
    return 1 if errors or not locks else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
