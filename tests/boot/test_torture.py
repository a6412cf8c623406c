# SPDX-License-Identifier: MIT
"""Everything at once: tests/torture_test.c for seconds. `make torture` does it
for minutes.

The case itself compares memory with the start, checks every invariant and
counts warnings; a report by any debugging aid is a warning too.
"""

from __future__ import annotations

import re

import harness
import pytest

SHORT_S = 6
DEBUG = "page_poison=1 page_owner=on"


def torture(seconds: int, words: str = "", **options: object) -> harness.Result:
    append = f"torture={seconds} torture_seed=7 {words}"
    machine = harness.kernel(append, test="torture", **options)
    result = harness.boot(machine).expect("pass")
    result.says(r"# everything: \d+ actors, \d+ workers, seed 7")
    steps = {name: int(n) for name, n in re.findall(r": (\w+): (\d+) steps", result.log)}
    assert steps and all(steps.values()), steps
    if seconds > 5:
        result.says(rf"\d+ s of {seconds} s: \d+ steps, \d+ KiB free")
    return result


@pytest.mark.parametrize(
    "cpus, mem, words", [(4, "256M", ""), (2, "48M", DEBUG), (4, "1200M", "lowmem=64M")]
)
def test_short(cpus: int, mem: str, words: str) -> None:
    """A few seconds; with little memory and with much of it high."""
    torture(SHORT_S, words, cpus=cpus, mem=mem)


def test_faults() -> None:
    """Every tenth request fails, whoever asks: nobody stumbles, nothing is lost."""
    torture(SHORT_S, "torture_faults=10", cpus=4)
