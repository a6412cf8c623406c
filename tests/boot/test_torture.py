# SPDX-License-Identifier: MIT
"""Everything at once: tests/torture_test.c for seconds, and without memory,
tests/pressure_test.c. `make torture` and `make pressure` do it for minutes.

The case itself compares memory with the start, checks every invariant and
counts warnings; a report by any debugging aid is a warning too.
"""

from __future__ import annotations

import re

import harness
import pytest

SHORT_S = 6
PRESSURE_S = 4
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


@pytest.mark.parametrize("cpus, mem", [(1, "64M"), (2, "48M"), (4, "128M")])
def test_pressure(cpus: int, mem: str) -> None:
    """Memory goes to zero and comes back: every kind of caller gets on."""
    append = f"pressure={PRESSURE_S} pressure_seed=7"
    machine = harness.kernel(append, cpus=cpus, mem=mem, test="pressure")
    result = harness.boot(machine).expect("pass")
    result.says(rf"# no_memory_for_all: 7 kinds, {2 * cpus} workers, seed 7")
    result.says(r"nofail: \d+, refused 0$")
    result.says(r"pool: \d+, refused 0$")
    result.says(r"\d+ pages taken, [1-9]\d* times dry")
    result.says(r"[1-9]\d* stalls, \d+ waited, \d+ served, longest wait \d+ cycles")


def test_faults() -> None:
    """Every tenth request fails, whoever asks: nobody stumbles, nothing is lost."""
    torture(SHORT_S, "torture_faults=10", cpus=4)
