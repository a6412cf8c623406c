# SPDX-License-Identifier: MIT
"""Each allocation of each case fails once: nothing is left behind, nothing falls.

kunit_fail_nth=GLOB runs a case again and again after it has passed, with its
first allocation failing, then its second, until none is left to fail
(lib/kunit/fail_nth.c: each of the first 250, then the next to fail is a
sixteenth further on). Its expectations mean nothing then; free pages, the
count of warnings and the machine itself are judged: in the guest with one
CPU, and in the host's program with four, where AddressSanitizer looks on.

Suites with threads or handlers run with kunit_fail_nth_anyone: allocations
fail wherever they are made, not in the case's own task alone.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

import harness
import pytest

HOST_TIMEOUT_S = 240


@dataclass
class Suite:
    """How often something failed at the least, and whose allocations count."""

    least: int
    anyone: bool = False


SUITES = {
    "api_mm": Suite(20),
    "failslab": Suite(30),
    "filemap": Suite(100, anyone=True),
    "kmalloc": Suite(500),
    "kvmalloc": Suite(500),
    "lru": Suite(150),
    "mempool": Suite(80),
    "mempool_fault": Suite(200),
    "mempool_wait": Suite(100, anyone=True),
    "page_dirty": Suite(100, anyone=True),
    "page_tree": Suite(200),
    "percpu": Suite(9),
    "percpu_alloc": Suite(200, anyone=True),
    "ramdisk": Suite(200, anyone=True),
    "slab": Suite(1000),
    "slab_api": Suite(80),
    "slab_broken": Suite(50),
    "slab_debug": Suite(1500),
    "slab_fault": Suite(250),
    "slab_name": Suite(50),
    "slab_rcu": Suite(300, anyone=True),
    "slab_smp": Suite(500, anyone=True),
    "util": Suite(200),
}


def words(suite: str) -> list[str]:
    """What the command line says of it."""
    only = ["kunit_fail_nth_anyone"] if SUITES[suite].anyone else []
    return [f"kunit_fail_nth={suite}.*", *only]


def failures(log: str) -> int:
    """How many allocations were made to fail."""
    return sum(map(int, re.findall(r"# \w+: (\d+) allocations? failed one by one", log)))


@pytest.mark.parametrize("suite", SUITES)
def test_each_allocation_fails_once(suite: str) -> None:
    """The suite is as green as ever, and has been through every failure."""
    machine = harness.kernel(" ".join(words(suite)), test=suite, mem="64M")
    result = harness.boot(machine)
    assert result.passed, f"{result.why}\n{result.tail()}"
    assert failures(result.log) >= SUITES[suite].least, result.tail()


@pytest.mark.parametrize("suite", SUITES)
def test_under_asan(suite: str) -> None:
    """The same on the host: not one report, and as many failures."""
    program = harness.BUILD / "host-asan" / "pagewright-host"
    done = subprocess.run(
        [program, suite, *words(suite)],
        capture_output=True,
        timeout=HOST_TIMEOUT_S,
        stdin=subprocess.DEVNULL,
    )
    output = harness.expect_clean(done)
    assert failures(output) >= SUITES[suite].least, output[-2000:]
