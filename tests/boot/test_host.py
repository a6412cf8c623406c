# SPDX-License-Identifier: MIT
"""The same suites as a program of this host, where sanitizers watch."""

from __future__ import annotations

import subprocess

import harness
import pytest

TIMEOUT_S = 240


@pytest.mark.slow
@pytest.mark.parametrize("flavour", ["asan", "tsan"])
def test_host(flavour: str) -> None:
    """Every suite, four threads as CPUs; not one report, the plan completed."""
    program = harness.BUILD / f"host-{flavour}" / "pagewright-host"
    done = subprocess.run(
        [program], capture_output=True, timeout=TIMEOUT_S, stdin=subprocess.DEVNULL
    )
    harness.expect_clean(done)


@pytest.mark.parametrize("flavour", ["asan", "tsan"])
def test_host_can_fail(flavour: str) -> None:
    """A glob that matches nothing is no pass."""
    program = harness.BUILD / f"host-{flavour}" / "pagewright-host"
    done = subprocess.run([program, "no-such-suite"], capture_output=True)
    assert done.returncode == 1


@pytest.mark.parametrize("flavour", ["asan", "tsan"])
def test_host_takes_words(flavour: str) -> None:
    """Behind the glob stands the command line: here, for how long to torture."""
    program = harness.BUILD / f"host-{flavour}" / "pagewright-host"
    words = ["torture", "torture=1", "torture_seed=7"]
    done = subprocess.run([program, *words], capture_output=True, timeout=TIMEOUT_S)
    assert done.returncode == 0, done.stderr[-2000:]
    assert b"workers, seed 7" in done.stdout
