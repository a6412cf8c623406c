# SPDX-License-Identifier: MIT
"""What calls cost, in instructions, does not rise unnoticed.

tests/bench/data/counts.json has what each row of mmbench.c, and of the command
`bench`, cost when somebody last looked (make bench-counts). The counts are
exact; a rise of more than 2 % is a change that somebody has to mean. So a
condition that only saves work cannot be lost unnoticed.
"""

from __future__ import annotations

import json

import harness  # first: it knows where tools are
import pytest

import bench
import bench_boot
import bench_pressure

RISE = 1.02
COUNTS = harness.ROOT / "tests" / "bench" / "data" / "counts.json"
BOOT = COUNTS.parent / "boot.json"
SHARED = harness.ROOT.parent / "shared" / "baseline"
MODULE = harness.BUILD / "bench" / "mmbench.ko"


@pytest.fixture(scope="module")
def found() -> dict:
    return bench.read_log(bench.run_rows(harness.KERNEL, MODULE, builtin=True))


def all_rows(counts: dict) -> dict:
    return {**counts["rows"], **counts["builtin"]}


def test_no_row_costs_more(found: dict) -> None:
    """Against the committed counts; another compiler's: against Linux."""
    was = json.loads(COUNTS.read_text())
    if found["compiler"] == was["compiler"]:
        limits = {name: cost * RISE for name, cost in all_rows(was).items()}
    else:
        limits = {name: max(cost[1:]) for name, cost in bench.read_marks().items()}
    rows = all_rows(found)
    risen = [
        f"{name}: {rows.get(name, 'missing')}, at most {limit:.2f}"
        for name, limit in limits.items()
        if rows.get(name, limit + 1) > limit
    ]
    assert not risen, "\n".join(risen)


def test_large_blocks_survive(found: dict) -> None:
    """A hostile mix leaves most of what is free in blocks of 2 MiB, because
    pages that cannot move were kept together; without that it does not."""
    grouped = float(found["frag"]["order9_share_grouped"])
    ungrouped = float(found["frag"]["order9_share_ungrouped"])
    assert grouped > 90 and ungrouped < 50, found["frag"]


def test_struct_page_is_small(found: dict) -> None:
    assert found["struct_page"] <= 32


def test_boot_costs_no_more(found: dict) -> None:
    """What a page of memory adds to a boot, in instructions and in bytes."""
    now = bench_boot.measure(harness.KERNEL, ("256M", "4G"))
    limit = float(bench_boot.MARK_INSNS)
    if found["compiler"] == json.loads(COUNTS.read_text())["compiler"]:
        limit = json.loads(BOOT.read_text())["instructions_per_page"] * RISE
    assert now["instructions_per_page"] <= limit
    assert not bench_boot.above(now)


def test_used_up_memory_is_had_again() -> None:
    """Bursts of allocations out of a page cache: each is served, by what others
    lose, and what these read again is what they had written."""
    found = bench_pressure.measure(harness.KERNEL)
    assert not found["failed"] and not found["wrong_data"], found
    stolen = found["events"]["pgsteal_kswapd"] + found["events"]["pgsteal_direct"]
    assert stolen > 10000 and found["events"]["pgpgout"], found


@pytest.mark.parametrize("name", ["mmbench.c", "MARKS.md"])
def test_as_it_was_given(name: str) -> None:
    """Where the originals are present, ours are the same, to the byte."""
    original = SHARED / name
    ours = COUNTS.parent / name
    assert not original.exists() or original.read_bytes() == ours.read_bytes()
