# SPDX-License-Identifier: MIT
"""Each allocation of each case fails once: nothing is left behind, nothing falls.

kunit_fail_nth=GLOB runs a case again and again after it has passed, with its
first allocation failing, then its second, until none is left to fail
(lib/kunit/fail_nth.c). Its expectations mean nothing then; free pages, the
count of warnings and the machine itself are judged.

Not here: suites that end in the middle of something which only their own end
puts right. slab_fault damages objects (a report is what is wanted then),
slab_smp, slab_rcu and mempool_wait have threads that count on their starter,
failslab does the same by itself, for what it is about.
"""

from __future__ import annotations

import re

import harness
import pytest

# Suite: which of its cases, and a number of allocations below which the glob
# has met nothing. Left out are those that allocate in the same way thousands
# of times (beside_a_reference, bulk_of_every_size, aligned_by_size,
# layouts_hold; with the third, by its first letter, two more of kmalloc).
SUITES = {
    "kmalloc": ("[!a]*", 30),
    "util": ("*", 100),
    "slab": ("[!b]*", 300),
    "slab_broken": ("*", 40),
    "slab_debug": ("[!l]*", 100),
    "mempool": ("*", 50),
    "mempool_fault": ("*", 50),
    "percpu": ("*", 10),
}


@pytest.mark.parametrize("suite", SUITES)
def test_each_allocation_fails_once(suite: str) -> None:
    """The suite is as green as ever, and has been through every failure."""
    cases, least = SUITES[suite]
    words = f"kunit_fail_nth={suite}.{cases}"
    machine = harness.kernel(words, test=suite, mem="64M")
    result = harness.boot(machine)
    assert result.passed, f"{result.why}\n{result.tail()}"
    failed = re.findall(r"# \w+: (\d+) allocations? failed one by one", result.log)
    assert sum(map(int, failed)) >= least, result.tail()
