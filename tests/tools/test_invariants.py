# SPDX-License-Identifier: MIT
"""Invariants of essays, and the tests that name them or do not."""

import invariants
import pytest


@pytest.fixture(name="tree")
def fixture_tree(tmp_path, capsys):
    """tree({path: text}) checks them, returns (status, output)."""
    def run(texts, *argv):
        for path, text in texts.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return invariants.main(argv, str(tmp_path)), capsys.readouterr().out
    return run


ESSAY = """// SPDX-License-Identifier: MIT
/*
 * heap.c - an example
 *
 * INVARIANTS	(heap_broken_locked() tests each by number)
 *	H1  Up is up,
 *	    and Q7 is none.
 *	H2  Down is down.
 *
 * LOCKING
 *	L1  is no invariant.
 */
/* H3 */
"""


def names(tree, path, text):
    """Which of H1, H2 are missed when the test @path says @text."""
    _, out = tree({"mm/heap.c": ESSAY, path: text})
    return [number for number in ("H1", "H2")
            if f"mm/heap.c: no test names {number}" not in out]


def test_essay_alone(tree):
    """Each number is missed, and nothing that only looks like one."""
    status, out = tree({"mm/heap.c": ESSAY})
    assert status == 1
    assert out.splitlines() == [
        "mm/heap.c: no test names H1", "mm/heap.c: no test names H2",
        "invariants: 2 numbers, 2 that no test names"]


@pytest.mark.parametrize("path, text, found", [
    ("tests/heap_test.c", "/* H1 */", ["H1"]),
    ("tests/heap_test.c", "/* H1 to H2 */", ["H1", "H2"]),
    ("tests/heap_test.c", "/* H11, xH1 */", []),
    ("tests/heap_test.c", "static void sees_h2(void)", ["H2"]),
    ("tests/heap_test.c", "EXPECT_EQ(test, heap_broken(&h), 2);", ["H2"]),
    ("tests/heap_test.c", "EXPECT_EQ(test,\n\theap_check(h),\n\t1u);",
     ["H1"]),
    ("tests/heap_test.c", "EXPECT_EQ(test, pile_broken(&h), 2);", []),
    ("tests/heaps_test.c", "/* H1 */", []),
    ("tests/other_test.c", "/* H1 */", []),
    ("tests/other_test.c", "/* heap.c: H1 */", ["H1"]),
    ("tests/other_test.c", "/* cheap.c: H1 */", []),
    ("tests/other_test.c", "if (heap_broken(h)) /* H2 */", ["H2"]),
    ("tests/boot/test_x.py", '"heap.c": "H2 is broken"', ["H2"]),
    ("mm/heap_more.c", "/* heap.c: H1 */", []),
])
def test_who_names(tree, path, text, found):
    """By word, by name, by value; only in tests, only of this file."""
    assert names(tree, path, text) == found


def test_all_named(tree):
    """Nothing missed: silent, and -v says who."""
    texts = {"mm/heap.c": ESSAY, "tests/heap_test.c": "/* H1, H2 */"}
    status, out = tree(texts)
    assert status == 0
    assert out == "invariants: 2 numbers, 0 that no test names\n"
    _, out = tree(texts, "-v")
    assert "mm/heap.c: H1: tests/heap_test.c\n" in out


def test_folders(tree):
    """Only the folders that are given; without, the kernel's."""
    texts = {"lib/heap.c": ESSAY, "tests/heap.c": ESSAY}
    assert tree(texts, "mm/")[0] == 0
    assert tree(texts)[1].endswith("2 numbers, 2 that no test names\n") is False
    assert tree({"lib/pile.c": ESSAY.replace("heap", "pile")}, "lib/")[0] == 1


def test_this_tree():
    """What `make check` asks."""
    assert invariants.main(["mm/", "boot/"]) == 0
