# SPDX-License-Identifier: MIT
"""The views of objects: procps reads our /proc/slabinfo, a stranger the prompt.

slabtop and vmstat -m are the real programs, run with our text in the place of
/proc/slabinfo; what they print is compared with the numbers in the text. The
commands of `slab` are found, used and ended as somebody would who has `help`
and nothing else.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import harness
import pytest


@pytest.fixture(scope="module")
def console() -> Iterator[harness.Session]:
    with harness.session("test=none", mem="64M", cpus=2) as session:
        session.wait_prompt()
        yield session


@dataclass
class Cache:
    """A line of version 2.1, by Linux's names of the columns."""

    active_objs: int
    num_objs: int
    objsize: int
    objperslab: int
    pagesperslab: int
    active_slabs: int
    num_slabs: int


HEADER = (
    "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>"
    " : tunables <limit> <batchcount> <sharedfactor>"
    " : slabdata <active_slabs> <num_slabs> <sharedavail>"
)
LINE = (
    r"(\S+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) : tunables +\d+ +\d+ +\d+"
    r" : slabdata +(\d+) +(\d+) +\d+"
)


def slabinfo(text: str) -> dict[str, Cache]:
    """As strictly as a reader may be: two lines, then the caches."""
    version, header, *lines = text.splitlines()
    assert (version, header) == ("slabinfo - version: 2.1", HEADER)
    caches = {}
    for line in lines:
        match = re.fullmatch(LINE, line)
        assert match, line
        assert match[1] not in caches
        caches[match[1]] = Cache(*map(int, match.groups()[1:]))
    return caches


def run_on(text: str, folder: Path, *command: str) -> str:
    """A program that reads @text where /proc/slabinfo is."""
    (folder / "slabinfo").write_text(text + "\n")
    # /proc alone is made private: the root of a chroot is no mount point. All
    # of it is hidden: a host need not have a /proc/slabinfo.
    flags = "-m" if os.geteuid() == 0 else "-rm"
    script = """mount --make-private /proc &&
        mount --bind "$1" /proc && shift && exec "$@" """
    result = subprocess.run(
        ["unshare", flags, "--propagation", "unchanged"]
        + ["sh", "-c", script, "sh", str(folder), *command],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C", "TERM": "dumb"},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_vmstat_m(console: harness.Session, tmp_path: Path) -> None:
    """vmstat -m: a line for each cache, with the numbers we wrote."""
    text = console.command("cat /proc/slabinfo")
    caches = slabinfo(text)
    lines = [line.split() for line in run_on(text, tmp_path, "vmstat", "-m").splitlines()]
    # Its header comes again after each screen.
    header = ["Cache", "Num", "Total", "Size", "Pages"]
    assert lines[0] == header
    seen = {line[0]: [int(n) for n in line[1:]] for line in lines if line != header}
    # It cuts names where its column ends.
    assert len(seen) == len(caches)
    for name, c in caches.items():
        numbers = [c.active_objs, c.num_objs, c.objsize, c.objperslab]
        assert seen[name[:24]] == numbers, name


def test_slabtop(console: harness.Session, tmp_path: Path) -> None:
    """slabtop: its sums and its lines are those of the text."""
    text = console.command("cat /proc/slabinfo")
    caches = slabinfo(text)
    output = run_on(text, tmp_path, "slabtop", "-o", "-s", "n")
    total = re.search(r"Active / Total Objects \(% used\) +: (\d+) / (\d+)", output)
    assert total, output
    every = caches.values()
    assert int(total[1]) == sum(c.active_objs for c in every)
    assert int(total[2]) == sum(c.num_objs for c in every)
    slabs = re.search(r"Active / Total Slabs \(% used\) +: (\d+) / (\d+)", output)
    assert [int(n) for n in slabs.groups()] == [
        sum(c.active_slabs for c in every),
        sum(c.num_slabs for c in every),
    ]
    # OBJS ACTIVE USE OBJ-SIZE SLABS OBJ/SLAB CACHE-SIZE NAME
    lines = re.findall(
        r"^ *(\d+) +(\d+) +\d+% +\S+ +(\d+) +(\d+) +\d+K +(\S+) *$", output, re.M
    )
    assert lines, output
    for objs, active, nr_slabs, per_slab, name in lines:
        c = caches[name]
        assert int(active) == c.active_objs
        assert (int(objs), int(nr_slabs)) == (c.num_objs, c.num_slabs)
        assert int(per_slab) == c.objperslab


def test_slabinfo_counts(console: harness.Session) -> None:
    """What is allocated at the prompt is counted there, and what is freed."""
    console.command("slab create counted 1000")
    for _ in range(5):
        console.command("slab alloc counted")
    cache = slabinfo(console.command("slab"))["counted"]
    assert cache.active_objs == 5
    assert cache.objsize >= 1000
    assert cache.objperslab * cache.objsize <= cache.pagesperslab * 4096
    assert cache.num_objs == cache.num_slabs * cache.objperslab
    for number in range(1, 6):
        console.command(f"slab free {number}")
    assert slabinfo(console.command("slab"))["counted"].active_objs == 0
    console.command("slab destroy counted")
    assert "counted" not in slabinfo(console.command("slab"))


def test_help_is_enough(console: harness.Session) -> None:
    """From `help` to a picture and back, each step as the words before say."""
    usage = re.search(r"^ *slab (\[.*\]) +(.*)$", console.command("help"), re.M)
    if not usage:
        usage = re.search(r"slab (\[.*\])", console.command("help slab"))
    assert usage
    verbs = dict(
        part.strip().partition(" ")[::2] for part in usage[1].strip("[]").split("|")
    )
    assert {"create", "alloc", "free", "show", "destroy", "reap", "aliases"} == set(verbs)
    assert verbs["create"] == "NAME SIZE" and verbs["alloc"] == "NAME"

    console.command("slab create fish 100")
    told = console.command("slab alloc fish")
    number, address = re.search(r"^(\d+): (\w+), of fish", told, re.M).groups()
    picture = console.command(f"slab show {address}")
    assert re.search(r"slab of fish at \w+, order \d, node 0", picture)
    marks = re.search(r"^ +([#.]+)", picture, re.M)
    assert marks and "#" in marks[1] and "." in marks[1]
    assert "is 0 bytes into object" in picture
    # While it is out, the cache says so and stays; then it goes.
    refused = console.command("slab destroy fish")
    assert "cache fish still has objects" in refused
    assert f"Object 0x{address}" in refused
    console.command(f"slab free {number}")
    assert "not held" in console.command(f"slab free {number}")
    assert "still has" not in console.command("slab destroy fish")
    assert "no cache is called fish" in console.command("slab alloc fish")


@pytest.mark.parametrize(
    "words, says",
    [
        ("create two-words", "usage: slab"),
        ("create fish none", "usage: slab"),
        ("create fish 0", "objects of 0 bytes"),
        ("alloc nobody", "no cache is called nobody"),
        ("destroy nobody", "no cache is called nobody"),
        ("free 65", "not held"),
        ("free x", "usage: slab"),
        ("show 12", "lies in no slab"),
        ("show ffffffffffffffff", "lies in no slab"),
        ("destroy kmalloc-64", "the kernel's own"),
        ("eat fish", "usage: slab"),
    ],
)
def test_mistakes_at_the_prompt(
    console: harness.Session, words: str, says: str
) -> None:
    """Each is answered, and the next command works."""
    assert says in console.command(f"slab {words}")
    assert "pages given back" in console.command("slab reap")


def test_aliases(console: harness.Session) -> None:
    """A cache that several share stands there with all its names."""
    text = console.command("slab aliases")
    for line in text.splitlines():
        assert re.fullmatch(r"\S+ +<- \S+( \S+)*", line), line


# Letters and lists of slab_debug=, and which of two caches has a picture that
# says who allocated: U is what the prompt can see of it.
SLAB_DEBUG = {
    "slab_debug=U,ours": (True, False),
    "slub_debug=U,ours": (True, False),
    "slab_debug=U,o*s,none": (True, False),
    "slab_debug=U": (True, True),
    "slab_debug": (True, True),
    "slab_debug=FZ;U,theirs": (False, True),
    "slab_debug=-,ours;U": (False, True),
    "slab_debug=-": (False, False),
    "slab_debug=,theirs": (False, True),
    "slab_debug=u,ours,theirs": (True, True),
    "slab_debug=U,ours;": (True, False),
}


@pytest.mark.parametrize("word", SLAB_DEBUG)
def test_slab_debug_chooses_caches(word: str) -> None:
    """On the command line, from Linux's documentation: whose is it, of which?"""
    known = []
    with harness.session(f"test=none {word}", mem="64M") as console:
        console.wait_prompt()
        for name in ("ours", "theirs"):
            console.command(f"slab create {name} 100")
            told = console.command(f"slab alloc {name}")
            address = re.search(r"\d+: (\w+), of", told)[1]
            known.append("Allocated in" in console.command(f"slab show {address}"))
    assert tuple(known) == SLAB_DEBUG[word]


@pytest.mark.parametrize("word, known", [("FZPU", True), ("FZPUO", False)])
def test_slab_debug_o(word: str, known: bool) -> None:
    """O: a cache whose slabs would be larger for it is not debugged."""
    with harness.session(f"test=none slab_debug={word}", mem="64M") as console:
        console.wait_prompt()
        found = []
        for name, size in (("small", 100), ("page", 4096)):
            console.command(f"slab create {name} {size}")
            told = console.command(f"slab alloc {name}")
            address = re.search(r"\d+: (\w+), of", told)[1]
            found.append("Allocated in" in console.command(f"slab show {address}"))
    assert found == [True, known]
