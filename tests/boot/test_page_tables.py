# SPDX-License-Identifier: MIT
"""Page tables, as somebody else reads them: QEMU's monitor walks them too.

ptdump and pgwalk are ours, like the code that made the tables; if both had
the same wrong idea of an entry, they would agree. `info mem`, `info tlb` and
`gva2gpa` are QEMU's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import harness
import pytest

PAGE = 4096
LEAF = {"pte": PAGE, "pmd": 2 << 20, "pud": 1 << 30}

LINE = re.compile(
    r"^0x([0-9a-f]{16})-0x([0-9a-f]{16}) +\d+[KMGT] (USR |    )(RW |ro )(PWT |    )"
    r"(PCD |    )(PSE |    )(PAT |    )(GLB |    )(NX |x  )(pte|pmd|pud)$"
)


class Range(NamedTuple):
    """One line of /proc/kernel_page_tables."""

    region: str
    start: int
    end: int
    flags: str  # as `info tlb` writes them
    leaf: int


def ptdump(text: str) -> list[Range]:
    ranges = []
    region = ""
    for line in text.splitlines():
        title = re.fullmatch(r"---\[ (.*) \]---", line)
        if title:
            region = title[1]
            continue
        match = LINE.fullmatch(line)
        assert match, line
        words = [word.strip() for word in match.groups()[2:-1]]
        user, write, pwt, pcd, pse, pat, glb, nx = words
        # QEMU: NX, global, PSE (PAT in a pte), dirty, accessed, PCD, PWT, user, RW
        flags = (
            ("X" if nx == "NX" else "-")
            + ("G" if glb else "-")
            + ("P" if pse or (pat and match[11] == "pte") else "-")
            + "DA"
            + ("C" if pcd else "-")
            + ("T" if pwt else "-")
            + ("U" if user else "-")
            + ("W" if write == "RW" else "-")
        )
        start, end = int(match[1], 16), int(match[2], 16)
        assert start < end and (end - start) % LEAF[match[11]] == 0, line
        ranges.append(Range(region, start, end, flags, LEAF[match[11]]))
    return ranges


# A PC with 1 GiB pages and all of memory low; one without; single frames.
MACHINES = {
    "max": {"mem": "1200M", "append": "lowmem=all", "cpu": "max"},
    "qemu64": {"mem": "256M", "append": "lowmem=64M", "cpu": "qemu64"},
    "pages": {"mem": "48M", "append": "debug_pagealloc=on", "cpus": 2},
}


@pytest.fixture(scope="module", params=MACHINES)
def console(request: pytest.FixtureRequest) -> Iterator[harness.Session]:
    """The prompt, with a leaf of each kind mapped, and nothing that changes."""
    with harness.session(**MACHINES[request.param]) as session:
        session.wait_prompt()
        assert session.command("ptsample") == ""
        yield session


@pytest.fixture
def ours(console: harness.Session) -> list[Range]:
    return ptdump(console.command("cat /proc/kernel_page_tables"))


def test_info_mem_says_the_same(console: harness.Session, ours: list[Range]) -> None:
    """Every byte that is mapped, and whether it can be written: to the byte."""
    theirs = [
        (int(start, 16), int(end, 16), rights)
        for start, end, rights in re.findall(
            r"^([0-9a-f]{16})-([0-9a-f]{16}) [0-9a-f]{16} (\S+)$",
            console.monitor("info mem"),
            re.MULTILINE,
        )
    ]
    merged: list[tuple[int, int, str]] = []
    for r in ours:
        rights = "-rw" if r.flags.endswith("W") else "-r-"
        if merged and merged[-1][1] == r.start and merged[-1][2] == rights:
            merged[-1] = (merged[-1][0], r.end, rights)
        else:
            merged.append((r.start, r.end, rights))
    assert theirs == merged


def test_info_tlb_says_the_same(console: harness.Session, ours: list[Range]) -> None:
    """Every leaf's size and every bit of it, in each range."""
    leaves = re.findall(
        r"^([0-9a-f]{16}): [0-9a-f]{16} (\S+)$",
        console.monitor("info tlb"),
        re.MULTILINE,
    )
    assert leaves
    theirs = {int(addr, 16): flags for addr, flags in leaves}
    expected = {
        addr: r.flags for r in ours for addr in range(r.start, r.end, r.leaf)
    }
    different = sorted(
        addr
        for addr in theirs.keys() | expected.keys()
        if theirs.get(addr) != expected.get(addr)
    )
    assert not different, [
        (hex(a), theirs.get(a), expected.get(a)) for a in different[:5]
    ]


def test_addresses_lead_to_the_same_frame(
    console: harness.Session, ours: list[Range]
) -> None:
    """The first and the last byte of every range, and the byte behind it."""
    regions = set()
    first = {r.region: r for r in reversed(ours)}
    for r in [*ours[:: max(1, len(ours) // 60)], *first.values()]:
        regions.add(r.region)
        for addr in (r.start, (r.start + r.end) // 2, r.end - 1):
            text = console.command(f"pgwalk {addr:#x}")
            match = re.search(r"mapped: (\d+) KiB at physical ([0-9a-f]{16})", text)
            assert match, text
            size = int(match[1]) << 10
            assert size == r.leaf, text
            frame = int(match[2], 16) + addr % size
            theirs = console.monitor(f"gva2gpa {addr:#x}")
            assert int(theirs.partition("gpa: ")[2], 16) == frame, (theirs, text)
        if not any(other.start == r.end for other in ours):
            assert "not present" in console.command(f"pgwalk {r.end:#x}")
            assert "Unmapped" in console.monitor(f"gva2gpa {r.end:#x}")
    assert len(regions) >= 8, regions


def test_no_page_is_both(console: harness.Session, ours: list[Range]) -> None:
    """W^X as QEMU sees it, and as ptcheck says."""
    assert not [r for r in ours if r.flags[0] == "-" and r.flags[-1] == "W"]
    assert not re.search(
        r"^[0-9a-f]{16}: [0-9a-f]{16} -\S+W$", console.monitor("info tlb"), re.MULTILINE
    )
    assert console.command("ptcheck") == "all page tables are whole"


def test_nothing_is_left_behind(console: harness.Session) -> None:
    """Unmapped, the samples are gone, tables and all."""
    samples = re.compile(r"^0xffffe8ff\w+-|^---\[ modules", re.MULTILINE)
    assert samples.search(console.command("ptdump"))
    console.command("ptsample off")
    assert not samples.search(console.command("ptdump"))
    assert "ffffe8ff" not in console.monitor("info mem")
    assert console.command("ptcheck") == "all page tables are whole"
    console.command("ptsample")
