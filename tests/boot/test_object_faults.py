# SPDX-License-Identifier: MIT
"""Objects misused on purpose: groups D and E of the faults, at the prompt.

What tests/lkdtm_slab.c, _reclaim.c and _mempool.c do is reported by name, and
the kernel goes on: so one kernel is asked for one fault after another, once
as users boot it, where what costs nothing must do, and once with
slab_debug=FZPU, which sees all of them and knows who it was. In the end every
suite of the allocator is still green.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import harness
import pytest

MEM = "64M"


@dataclass
class Fault:
    """What a fault owes: without debugging (None: nobody can see it), with."""

    plain: tuple[str, ...] | None
    debugged: tuple[str, ...]


def always(*says: str) -> Fault:
    """The same report in both."""
    return Fault(says, says)


def foreign(what: str) -> Fault:
    return always(rf"slab: free of \w+, which is no object: {what}")


def overwritten(what: str, byte: str, cache: str = "victim") -> Fault:
    """Only bytes around objects tell; who has allocated it, what was mended."""
    return Fault(
        None,
        (
            rf"BUG {cache} \(Not tainted\): {what} overwritten: (0x\w+)-\1 @",
            rf"First byte \w+ instead of {byte}",
            r"Allocated in lkdtm_slab_\w+\+0x.* cpu=\d+ pid=\d+",
            rf"FIX {cache}: Restoring {what} (0x\w+)-\1={byte}",
        ),
    )


def damaged(cache: str, what: str) -> Fault:
    """A slab's own records: it is taken out of use, and its cache goes on."""
    return always(
        rf"slab: cache {cache}, slab at \w+: list damaged: {what}; out of use",
        "lkdtm: 0 of 100 objects are wrong",
        "lkdtm: broken: nothing",
    )


TWICE = (
    r"BUG victim \(Not tainted\): Object already free \(double free\)",
    r"Allocated in lkdtm_slab_double_free",
    r"Freed in lkdtm_slab_double_free",
)


def inside(offset: int) -> Fault:
    return Fault(
        (rf"slab: free of \w+, {offset} bytes into an object of cache kmalloc-64",),
        (
            r"BUG kmalloc-64 \(Not tainted\): Invalid pointer \w+ freed, "
            rf"{offset} bytes into an object",
            r"Allocated in lkdtm_slab_free_\w+\+0x",
        ),
    )


POOL = r"the pool of lkdtm_pool\+0x\S+ \(mempool_kmalloc\)"

FAULTS = {
    "slab-double-free": Fault(
        (r"slab: double free of \w+, cache victim: it is free already",), TWICE
    ),
    "slab-double-free-later": Fault(None, TWICE),
    "slab-double-free-cpus": Fault(
        None, (TWICE[0], r"Allocated in lkdtm_slab_double_free_cpus", r"Freed in free_shared")
    ),
    "slab-free-interior": inside(16),
    "slab-free-misaligned": inside(1),
    "slab-wrong-cache": always("of cache victim was freed to cache other"),
    "slab-free-static": foreign("static: in the kernel's image"),
    "slab-free-stack": foreign("on the stack"),
    "slab-free-vmalloc": foreign(r"in an area of vmalloc\(\)"),
    "slab-free-ioremap": foreign(r"in an area of ioremap\(\)"),
    "slab-free-page": foreign("in a page that is nobody's slab"),
    "slab-free-user": foreign("an address of the user half"),
    "slab-free-poison": foreign("poison: read from freed or unwritten memory"),
    "slab-free-released": foreign("in a free page"),
    "slab-overrun-by-one": overwritten("Right Redzone", "0xcc"),
    "slab-overrun-by-many": Fault(
        None,
        (
            r"BUG victim \(Not tainted\): Right Redzone overwritten: 0x\w+-0x\w+ @",
            "First byte 0x5c instead of 0xcc",
            r"Allocated in lkdtm_slab_overrun_by_many\+0x",
            "FIX victim: Restoring Right Redzone",
        ),
    ),
    "slab-overrun-next-slab": overwritten("Left Redzone", "0xcc", "far"),
    "slab-underrun-by-one": overwritten("Left Redzone", "0xcc"),
    "slab-write-slack": overwritten("kmalloc Redzone", "0xcc", "kmalloc-64"),
    "slab-write-after-free": overwritten("Poison", "0x6b"),
    "slab-write-slack-constant": overwritten("kmalloc Redzone", "0xcc", "kmalloc-64"),
    "slab-link-overwritten": damaged("bad-link", r"\d+ of \d+ used, then 0x4141"),
    "slab-list-cycle": damaged("bad-cycle", r"(\d+) of \1 used, then 0x\w+"),
    "slab-count-wrong": damaged("bad-count", r"(\d+) of \1 used, then 0x\w+"),
    "slab-bulk-fails": always(
        "FAULT_INJECTION: forcing a failure", "name failslab", "lkdtm: 0 of 10"
    ),
    "kmalloc-overflow": always("kmalloc: 4611686018427387905 times 4 bytes"),
    "kmalloc-too-big": always("kmalloc: 4194305 bytes; the most is 4194304"),
    "krealloc-static": always(r"ksize: \w+ was not given by kmalloc"),
    "cache-destroy-in-use": Fault(
        (r"slab: Object 0x\w+ @offset=\d+", "cache victim still has objects"),
        (
            r"slab: Object 0x\w+ @offset=\d+",
            r"Allocated in lkdtm_cache_destroy_in_use\+0x",
            "cache victim still has objects",
        ),
    ),
    "cache-destroy-twice": always(r"kmem_cache_destroy\(\w+\): no cache; destroyed"),
    "cache-use-after-destroy": always(
        r"slab: an object of \w+, which is no cache; destroyed\?",
        r"lkdtm: given 0{16}\s",
    ),
    "cache-bad-name": always('cache "two words": a blank in the name'),
    "cache-duplicate-name": always(
        "a cache called twin exists already, of other objects: refused"
    ),
    "cache-in-interrupt": always("cache handlers: created in an interrupt"),
    "cache-bad-size": always("cache nothing: objects of 0 bytes"),
    "cache-bad-align": always("cache aslant: alignment 24 is no power of two"),
    "cache-ctor-and-zero": always("cache constructed has a constructor: __GFP_ZERO"),
    "shrinker-io": always(
        r"reclaim: shrinker eager starts I/O, and gfp_mask 0xc00\(GFP_NOIO\) forbids it"
    ),
    "mempool-minimum-0": always("mempool: mempool_init: 0 elements in reserve"),
    "mempool-foreign": always(
        rf"mempool: foreign element \w+ was freed: 1 of 2 in reserve, 1 out: {POOL}"
    ),
    "mempool-twice": always(rf"mempool: element \w+ was freed twice: .*{POOL}"),
    "mempool-destroy-in-use": always(
        rf"mempool: 1 elements are still out: mempool_destroy\(\): .*{POOL}"
    ),
    "mempool-empty": always(
        "mempool: nothing for a caller who may not wait: 0 of 1 in reserve, 1 out"
    ),
    "mempool-shrunk": always(
        rf"mempool: shrunk below what is in use: 1 of 1 in reserve, 2 out: {POOL}"
    ),
}

# These say what is so, and are no mistakes of anybody.
NO_WARNING = {"mempool-empty", "mempool-shrunk", "slab-bulk-fails"}


def owes(name: str, debugged: bool) -> tuple[str, ...] | None:
    fault = FAULTS[name]
    return fault.debugged if debugged else fault.plain


def complaint(name: str, said: str, debugged: bool) -> str:
    """What is missing in @said, or too much; empty: nothing."""
    for pattern in owes(name, debugged) or ():
        if not re.search(pattern, said):
            return f"/{pattern}/ is missing"
    if f"lkdtm: survived {name}" not in said:
        return "it did not go on"
    if said.count("WARNING: ") != (name not in NO_WARNING):
        return "another number of warnings"
    # The second of two CPUs may be either.
    cpus = name == "slab-double-free-cpus"
    caller = "free_shared" if cpus else "lkdtm_" + name.replace("-", "_")
    if name not in NO_WARNING and f"{caller}+0x" not in said:
        return "the culprit is not in the backtrace"
    return ""


@pytest.mark.parametrize("debug", ["", "slab_debug=FZPU"])
def test_each_is_named_and_goes_on(debug: str) -> None:
    """One kernel, all faults: each said once, with its culprit; then the
    allocator's own tests, as if nothing had been."""
    wrong = {}
    with harness.session(f"test=none {debug}", mem=MEM, cpus=2) as console:
        console.wait_prompt()
        for name in FAULTS:
            if owes(name, bool(debug)) is None:
                continue
            said = console.command(f"provoke {name}")
            why = complaint(name, said, bool(debug))
            if why:
                wrong[name] = f"{why}\n{said}"
        after = console.command("test slab*")
    assert not wrong, "\n".join(f"{name}: {why}" for name, why in wrong.items())
    assert re.search(r"\d+ passed, 0 failed", after), after


def test_picture_says_whose() -> None:
    """`slab show`: the slab's objects, and who has the one that is asked for."""
    with harness.session("test=none slab_debug=U,mine", mem=MEM) as console:
        console.wait_prompt()
        console.command("slab create mine 100")
        got = re.search(r"1: (\w+), of mine", console.command("slab alloc mine"))
        assert got
        used = console.command(f"slab show {got[1]}")
        console.command("slab free 1")
        freed = console.command(f"slab show {got[1]}")
    assert re.search(r"slab of mine at \w+, order \d, node 0", used), used
    assert re.search(rf"{got[1]} is 0 bytes into object \d+, in use", used), used
    assert re.search(r"Allocated in \w+\+0x.* cpu=0 pid=1", used), used
    assert re.search(r"object \d+, free", freed), freed
    assert re.search(r"Freed in \w+\+0x.* cpu=0 pid=1", freed), freed
