# SPDX-License-Identifier: MIT
"""The page allocator's views: tools written for Linux read them, and the
commands at the prompt do what they say.

The patterns are those of programs in use: node_exporter (procfs), collectd
and jc split lines and look names up in exactly these ways; free is procps'
own, run with our text in the place of /proc/meminfo.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import harness
import pytest

MEM_MIB = 1200  # 896 MiB of low memory, the rest high
ORDERS = 11


@pytest.fixture(scope="module")
def machine() -> Iterator[harness.Session]:
    with harness.session(mem=f"{MEM_MIB}M") as session:
        session.wait_prompt()
        yield session


@pytest.fixture
def console(machine: harness.Session) -> Iterator[harness.Session]:
    """The prompt; whatever a test held is given back."""
    yield machine
    machine.command("free all")


def view(console: harness.Session, name: str) -> str:
    """A view as a file would hold it."""
    return console.command(f"cat /proc/{name}") + "\n"


def meminfo(text: str) -> dict[str, int]:
    """As every agent reads it: a name, a number, kB."""
    found = re.findall(r"^([\w()]+): +(\d+) kB$", text, re.MULTILINE)
    assert len(found) == len(text.splitlines()), text
    return {name: int(value) for name, value in found}


def buddyinfo(text: str) -> dict[tuple[int, str], list[int]]:
    """procfs: fields by blanks, the node without its comma."""
    zones = {}
    for line in text.splitlines():
        fields = line.split()
        assert (fields[0], fields[2]) == ("Node", "zone"), line
        assert fields[1].endswith(",")
        zones[int(fields[1].rstrip(",")), fields[3]] = [int(f) for f in fields[4:]]
    return zones


def kb(blocks: list[int]) -> int:
    return sum(count << order for order, count in enumerate(blocks)) * 4


def test_free_reads_meminfo(console: harness.Session, tmp_path: Path) -> None:
    """procps' free prints the numbers that we wrote."""
    text = view(console, "meminfo")
    path = tmp_path / "meminfo"
    path.write_text(text)
    # /proc alone is made private: the root of a chroot is no mount point.
    flags = "-m" if os.geteuid() == 0 else "-rm"
    unshare = ["unshare", flags, "--propagation", "unchanged"]
    script = """mount --make-private /proc &&
        mount --bind "$1" /proc/meminfo && exec free -k"""
    result = subprocess.run(
        [*unshare, "sh", "-c", script, "sh", path],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    assert result.returncode == 0, result.stderr
    numbers = meminfo(text)
    total, used, free, shared, cache, available = re.search(
        r"^Mem: +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$",
        result.stdout,
        re.MULTILINE,
    ).groups()
    assert int(total) == numbers["MemTotal"]
    assert int(free) == numbers["MemFree"]
    assert int(available) == numbers["MemAvailable"]
    assert int(used) <= int(total)
    assert (shared, cache) == ("0", "0")
    assert re.search(r"^Swap: +0 +0 +0$", result.stdout, re.MULTILINE)


def test_meminfo_is_of_this_machine(console: harness.Session) -> None:
    """The total is the machine's but for what the boot kept."""
    numbers = meminfo(view(console, "meminfo"))
    given = MEM_MIB << 10
    assert given * 0.97 < numbers["MemTotal"] < given
    assert numbers["HighTotal"] + numbers["LowTotal"] == numbers["MemTotal"]
    assert numbers["LowTotal"] < 896 << 10
    # The struct pages of all nodes lie in high memory: 9.4 of its 304 MiB.
    assert (MEM_MIB - 896 << 10) * 0.95 < numbers["HighTotal"]


def test_buddyinfo_as_tools_read_it(console: harness.Session) -> None:
    """procfs' fields, collectd's count of them, and a strict expression."""
    text = view(console, "buddyinfo")
    zones = buddyinfo(text)
    assert [zone for _, zone in zones] == ["DMA", "Normal", "HighMem"]
    for line in text.splitlines():
        assert len(line.split()) == 4 + ORDERS
        assert re.fullmatch(r"Node \d+, zone [ \w]{8} (?:[ \d]{5}\d ){11}", line)
    on_lists = sum(map(int, re.findall(r"count: (\d+)$", view(console, "zoneinfo"), re.M)))
    free = sum(kb(blocks) for blocks in zones.values()) + on_lists * 4
    assert free == meminfo(view(console, "meminfo"))["MemFree"]


def test_zoneinfo_as_tools_read_it(console: harness.Session) -> None:
    """procfs: a zone begins at /(\\d+), zone\\s+(\\w+)/, then a word a field."""
    text = view(console, "zoneinfo")
    blocks = buddyinfo(view(console, "buddyinfo"))
    seen = []
    for part in re.split(r"^(?=Node )", text, flags=re.MULTILINE)[1:]:
        node, zone = re.search(r"(\d+), zone\s+(\w+)", part).groups()
        fields = dict(re.findall(r"^ +(?:pages )?(\w+):? +(\d+)$", part, re.MULTILINE))
        protection = re.search(r"protection: \(([\d, ]+)\)$", part, re.MULTILINE)
        assert len(protection[1].split(", ")) == 4
        seen.append(zone)
        names = "free boost min low high spanned present managed cma"
        assert set(names.split()) <= set(fields), part
        if fields["present"] == "0":
            assert "pagesets" not in part
            continue
        assert int(fields["nr_free_pages"]) * 4 == kb(blocks[int(node), zone])
        assert {"cpu", "count", "batch", "start_pfn"} <= set(fields)
    assert seen == ["DMA", "DMA32", "Normal", "HighMem"]


def test_pagetypeinfo_as_tools_read_it(console: harness.Session) -> None:
    """jc: commas to blanks, then fields; the types add up to buddyinfo."""
    text = view(console, "pagetypeinfo")
    assert re.match(r"Page block order: (\d+)\nPages per block:  (\d+)\n\n", text)
    free, blocks = text.split("\nNumber of blocks type ")
    sums: dict[tuple[int, str], list[int]] = {}
    for line in re.findall(r"^Node.*type.*$", free, re.MULTILINE):
        fields = line.replace(",", " ").split()
        assert len(fields) == 6 + ORDERS
        counts = sums.setdefault((int(fields[1]), fields[3]), [0] * ORDERS)
        for order, count in enumerate(fields[6:]):
            counts[order] += int(count)
    assert sums == buddyinfo(view(console, "buddyinfo"))
    types = blocks.splitlines()[0].split()
    assert types == ["Unmovable", "Movable", "Reclaimable"]
    for line in blocks.splitlines()[1:]:
        fields = line.replace(",", " ").split()
        assert len(fields) == 4 + len(types)


@pytest.mark.parametrize(
    "word, grouped, refused",
    [("on", True, False), ("off", False, False), ("yes", True, True)],
)
def test_grouping_by_mobility(word: str, grouped: bool, refused: bool) -> None:
    """What the boot allocates has pageblocks of its own, unless all pages
    are called movable; another word than these two is said to be none."""
    words = f"test=none page_group_by_mobility={word}"
    with harness.session(words, mem="64M") as session:
        session.wait_prompt()
        text = view(session, "pagetypeinfo")
        session.send("\x04")
        log = session.finish().log
    counted = text.partition("Number of blocks type")[2].splitlines()
    kinds = [line.split()[4:] for line in counted[1:] if line]
    assert kinds and all(len(kind) >= 2 for kind in kinds), text
    unmovable = sum(int(kind[0]) for kind in kinds)
    assert (unmovable > 0) == grouped, text
    assert ("Malformed early option 'page_group_by_mobility'" in log) == refused


def test_iomem_nests(console: harness.Session) -> None:
    """Ranges ascend and are disjoint; what is indented lies inside."""
    text = view(console, "iomem")
    outer_end, inner_end, start, end = -1, -1, 0, -1
    for line in text.splitlines():
        match = re.fullmatch(r"( {2})?([0-9a-f]{8,})-([0-9a-f]{8,}) : (.+)", line)
        first, last = int(match[2], 16), int(match[3], 16)
        if match[1]:
            assert start <= first and last <= end and first > inner_end, line
            assert match[4].startswith("Kernel ")
            inner_end = last
        else:
            assert first > outer_end, line
            outer_end, inner_end, start, end = last, -1, first, last
    names = re.findall(r"^  \S+ : (.*)$", text, re.MULTILINE)
    assert names[:2] == ["Kernel code", "Kernel rodata"]


@pytest.mark.parametrize(
    ("request_", "zone"),
    [
        ("6", "Normal"),
        ("7 GFP_KERNEL|GFP_DMA", "DMA"),
        ("8 GFP_HIGHUSER", "HighMem"),
        ("10 GFP_ATOMIC|__GFP_ZERO", "Normal"),
    ],
)
def test_alloc_and_free(console: harness.Session, request_: str, zone: str) -> None:
    """Taken from the zone that was asked for; after free all is as before.

    The orders are above those that CPUs keep on lists of their own.
    """
    before = view(console, "buddyinfo")
    answer = console.command(f"alloc {request_}")
    match = re.match(r"(\d+): (\d+) pages, pfn (0x[0-9a-f]+), node 0 (\w+), ", answer)
    assert match and match[4] == zone, answer
    assert int(match[2]) == 1 << int(request_.split()[0])
    free = sum(kb(b) for b in buddyinfo(view(console, "buddyinfo")).values())
    held = int(match[2]) * 4
    assert free == sum(kb(b) for b in buddyinfo(before).values()) - held
    assert console.command(f"free {match[1]}").strip() == ""
    assert view(console, "buddyinfo") == before


def test_page_describes_a_block(console: harness.Session) -> None:
    """A page in the middle of a block: whose, which, and what it was after."""
    answer = console.command("alloc 5 GFP_KERNEL|__GFP_COMP")
    number, pfn, address = re.match(
        r"(\d+): 32 pages, pfn (0x[0-9a-f]+), .* at ([0-9a-f]{16})", answer
    ).groups()
    middle = int(pfn, 16) + 13
    answer = console.command(f"page {middle:#x}")
    assert "allocated, compound; this is its page 13" in answer
    assert f"held by alloc, number {number}" in answer
    assert re.search(r"pageblock 0x[0-9a-f]+00-0x[0-9a-f]+ff: Unmovable", answer)
    by_address = console.command(f"page {int(address, 16) + 13 * 4096:016x}")
    assert by_address == answer
    console.command(f"free {number}")
    answer = console.command(f"page {middle:#x}")
    assert ": free, in its zone" in answer and "held" not in answer


def test_page_of_the_image(console: harness.Session) -> None:
    """An address of the kernel is translated, and is reserved."""
    address = harness.symbols()["start_kernel"]
    answer = console.command(f"page {address:#x}")
    assert f"pfn {address - 0xffffffff80000000 >> 12:#x}," in answer
    assert "reserved: not the page allocator's" in answer


def test_map_shows_what_is_held(console: harness.Session) -> None:
    """4 MiB that are held are as many # as 4 MiB have cells, at their place."""
    before = console.command("pages")
    cell = int(re.search(r"^a character: (\d+) pages?, ", before, re.MULTILINE)[1])
    answer = console.command("alloc 10")
    pfn = int(re.search(r"pfn (0x[0-9a-f]+)", answer)[1], 16)
    after = console.command("pages")
    rows = dict(re.findall(r"^0 Normal +(\d+)M (.*)$", after, re.MULTILINE))
    row = pfn * 4096 >> 20
    row -= row % (cell * 64 * 4096 >> 20)
    first = (pfn - row * 256) // cell
    assert rows[str(row)][first : first + 1024 // cell] == "#" * (1024 // cell)
    assert after.count("#") >= before.count("#") + 1024 // cell - 1
    held = [int(re.search(r"# allocated (\d+)", text)[1]) for text in (before, after)]
    assert abs(held[1] - held[0] - 1024) < 64, held  # others go on meanwhile
    for text in (before, after):
        lines = text.splitlines()
        assert len(lines) <= 23 and max(map(len, lines)) < 80, text


def test_map_adds_up(console: harness.Session) -> None:
    """The legend's pages are the machine's, and the free ones MemFree."""
    text = console.command("pages")
    legend = text[text.index("a character") :].split("\n", 1)[1]
    pages = dict(re.findall(r"([.#a-z]) [a-zA-Z' ]+ (\d+)", legend))
    given = sum(map(int, pages.values()))
    present = re.findall(r"present +(\d+)$", view(console, "zoneinfo"), re.MULTILINE)
    assert given == sum(map(int, present))
    free = int(pages["."]) + int(pages.get("p", 0))
    assert free * 4 == meminfo(view(console, "meminfo"))["MemFree"]


def test_map_names_zones_and_nodes() -> None:
    """Two nodes: each row says whose it is, and their rows do not mix."""
    with harness.session(mem="1200M", cpus=2, nodes=2) as console:
        console.wait_prompt()
        rows = re.findall(r"^(\d) (\w+) +\d+M ", console.command("pages"), re.MULTILINE)
        assert list(dict.fromkeys(rows)) == [
            ("0", "DMA"),
            ("0", "Normal"),
            ("1", "Normal"),
            ("1", "High"),
        ]


def test_failure_is_reported_and_survived(console: harness.Session) -> None:
    """Until DMA is used up: Linux's report once, ENOMEM, and on it goes."""
    for _ in range(8):
        answer = console.command("alloc 10 GFP_DMA")
        if "ENOMEM" in answer:
            break
    stamp = r"^\[ *\d+\.\d+\] +"
    for line in (
        r"init: page allocation failure: order:10, mode:0x1\(GFP_DMA\), nodemask=\(null\)$",
        r"warn_alloc\+0x[0-9a-f]+/0x[0-9a-f]+$",
        r"cmd_alloc\+0x[0-9a-f]+/0x[0-9a-f]+$",
        r"Mem-Info:$",
        r"Node 0 DMA free:\d+kB min:\d+kB low:\d+kB high:\d+kB present:\d+kB managed:\d+kB",
        r"lowmem_reserve\[\]: 0 0 \d+ \d+$",
        r"Node 0 DMA: (?:\d+\*\d+kB (?:\([UME]+\) )?){11}= \d+kB$",
        r"\d+ pages RAM$",
    ):
        assert re.search(stamp + line, answer, re.MULTILINE), answer
    assert answer.rstrip().endswith("alloc: ENOMEM")
    assert re.match(r"\d+ blocks freed", console.command("free all"))


def test_quiet_when_asked(console: harness.Session) -> None:
    """__GFP_NOWARN: no report, only the answer."""
    for _ in range(8):
        answer = console.command("alloc 10 GFP_DMA|__GFP_NOWARN")
        if "ENOMEM" in answer:
            break
    assert answer.strip() == "alloc: ENOMEM"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("alloc 11", "the largest is 10"),
        ("alloc -1", "usage: alloc"),
        ("alloc x", "usage: alloc"),
        ("alloc 0 GFP_NONSENSE", "no such flags"),
        ("alloc 0 GFP_KERNEL 3", "usage: alloc"),
        ("free", "usage: free"),
        ("free 0", "not held"),
        ("free 64", "not held"),
        ("free 65", "not held"),
        ("page", "usage: page"),
        ("page nonsense", "usage: page"),
        ("page 0xffffffffffffffff", "no frame"),
        ("page 0x7fffffff", "no frame"),
        ("pages 1", "usage: pages"),
        ("show_mem 1", "usage: show_mem"),
        ("buddyinfo 1", "usage: buddyinfo"),
    ],
)
def test_refusals(console: harness.Session, line: str, answer: str) -> None:
    """A line that makes no sense is answered in words, and nothing is held."""
    assert answer in console.command(line)
    assert console.command("alloc").strip() == "nothing is held"


def test_table_fills_up(console: harness.Session) -> None:
    """Sixty-four blocks, then a refusal, then all of them back."""
    for _ in range(64):
        console.command("alloc 4")
    assert "64 blocks are held" in console.command("alloc 4")
    assert console.command("free all").strip() == "64 blocks freed"
    assert console.command("free all").strip() == "0 blocks freed"


@pytest.mark.parametrize("line", ["show_mem", "buddyinfo", "meminfo", "pages"])
def test_commands_and_views_agree(console: harness.Session, line: str) -> None:
    """A command is its view: /proc has the same text."""
    answer = console.command(line)
    assert answer.strip()
    if line != "show_mem":
        assert console.command(f"cat {line}") == answer


# What Linux's page_owner_sort takes apart: order, pid, tgid, name, both times;
# a line "PFN", frames, and an empty line behind each block.
OWNER_BLOCK = re.compile(
    r"Page allocated via order (\d+), mask 0x[0-9a-f]+\([\w|]+\), pid (\d+), "
    r"tgid \d+ \([^)\n]+\), ts (\d+) ns, free_ts (\d+) ns\n"
    r"PFN (\d+) type (\w+) Block (\d+) type (\w+) Flags 0x[0-9a-f]+\([\w|]+\)\n"
    r"(?: [\w.]+\+0x[0-9a-f]+/0x[0-9a-f]+\n)+"
)


def test_page_owner_is_sortable() -> None:
    """Each block of the view is one that page_owner_sort reads; a block that
    is taken is there, with its order, until it is given back."""
    with harness.session("test=none page_owner=on") as console:
        console.wait_prompt()
        answer = console.command("alloc 7 GFP_KERNEL")
        number, pfn = re.match(r"(\d+): 128 pages, pfn (0x[0-9a-f]+)", answer).groups()
        text = view(console, "page_owner")
        blocks = text.strip("\n").split("\n\n")
        found = [OWNER_BLOCK.fullmatch(block + "\n") for block in blocks]
        assert all(found), blocks[found.index(None)]
        orders = {int(match[5]): int(match[1]) for match in found}
        assert orders[int(pfn, 16)] == 7
        for match in found:
            assert int(match[7]) == int(match[5]) >> 9
            assert int(match[3]) > int(match[4])
        console.command(f"free {number}")
        assert f"PFN {int(pfn, 16)} " not in view(console, "page_owner")


def vmstat(text: str) -> list[dict[str, str]]:
    """The lines below their headings: a column's name and what it says."""
    lines = text.strip().splitlines()
    assert re.search(r"memory, KiB.*KiB/s.*pages/s", lines[0]), text
    names = lines[1].split()
    return [dict(zip(names, line.split(), strict=True)) for line in lines[2:]]


def test_vmstat_as_tools_read_it(console: harness.Session) -> None:
    """procps and node_exporter: a name, a blank, a number; what was given out
    less what came back is what is in use."""
    console.command("alloc 3 GFP_KERNEL")
    console.command("free all")
    text = view(console, "vmstat")
    for line in text.splitlines():
        assert re.fullmatch(r"[a-z]\w* \d+", line), line
    items = {name: int(value) for name, value in map(str.split, text.splitlines())}
    assert len(items) == len(text.splitlines())
    given = sum(value for name, value in items.items() if name.startswith("pgalloc_"))
    assert given > items["pgfree"] > 0
    numbers = meminfo(view(console, "meminfo"))
    used = numbers["MemTotal"] - numbers["MemFree"]
    assert abs((given - items["pgfree"]) * 4 - used) < 1024
    assert items["nr_slab_unreclaimable"] > 0


def test_vmstat_command(console: harness.Session) -> None:
    """As many lines as asked for, in columns; memory that is taken is gone
    from `free`; a key ends it; nonsense is refused."""
    before, after = vmstat(console.command("vmstat 1 2"))
    assert list(before) == (
        "free cache slab in out scan kswapd direct stall switch below".split()
    )
    assert int(before["free"]) <= MEM_MIB << 10 and int(before["slab"]) > 0
    assert before["below"] == after["below"] == "-"
    assert {after[name] for name in ("in", "out", "scan", "kswapd")} == {"0"}
    console.command("alloc 10 GFP_KERNEL")
    (later,) = vmstat(console.command("vmstat"))
    assert 3500 < int(after["free"]) - int(later["free"]) < 5000
    console.send("vmstat 3600\r")
    console.wait_for(r"below[\r\n]+[^\r\n]*-")
    console.send("q")
    console.wait_prompt()
    for words in ("0", "x", "1 0", "1 2 3"):
        assert "usage: vmstat" in console.command(f"vmstat {words}")


def test_compact_command(console: harness.Session) -> None:
    """A line a zone, and what moved; every zone's scanners are at rest."""
    text = console.command("compact")
    zones = re.findall(
        r"^Node (\d+), zone +(\w+): (\d+) MiB free, (\d+) -> (\d+) MiB in blocks of 2 MiB$",
        text,
        re.MULTILINE,
    )
    assert [zone for _, zone, *_ in zones] == ["DMA", "Normal", "HighMem"]
    for _, _, free, before, after in zones:
        assert int(before) <= int(after) <= int(free)
    assert re.search(r"^\d+ pages moved, 0 could not be$", text, re.MULTILINE), text
    places = re.findall(r"zone +\w+ +(\S+) +(\S+) +0 of 0 ", view(console, "compaction"))
    assert places == [("0", "0")] * 3 or places == [("0x0", "0x0")] * 3, places
    assert "usage: compact" in console.command("compact now")


def test_compact_moves_what_is_cached(console: harness.Session) -> None:
    """Pages of a disk move, dirty ones as well, and read back as they were;
    they are in the cache's column of vmstat."""
    (before,) = vmstat(console.command("vmstat"))
    console.command("ramdisk create moving 4096")
    console.command("ramdisk fill moving 7")
    (after,) = vmstat(console.command("vmstat"))
    assert int(after["cache"]) >= int(before["cache"]) + 4096 * 4
    text = console.command("compact")
    moved = re.search(r"^(\d+) pages moved, \d+ could not be$", text, re.MULTILINE)
    assert int(moved[1]) > 0, text
    assert "4096 pages are as they were" in console.command("ramdisk verify moving 7")
    console.command("ramdisk sync moving")
    console.command("drop_caches 1")
    assert "4096 pages are as they were" in console.command("ramdisk verify moving 7")
    console.command("ramdisk destroy moving")
