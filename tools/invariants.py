#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Is each invariant that an essay numbers named by a test that breaks it?

    tools/invariants.py [-v] [FOLDER...]

An essay (the comment that opens a C file) has a paragraph INVARIANTS; each
begins with its number, "I1". A test names it by expecting the number of the
essay's check (EXPECT_EQ(test, buddy_broken(zone), 1)), by its own name
(sees_i1), or by writing it, in a comment or in a message that it waits for;
"I1 to I3" names three. Letters are shared by several essays, so the number
counts only in a test file that says which file it is about:

    its own name begins with the file's (buddy_broken_test.c: buddy.c),
    or it mentions the file (buddy.c), or the essay's check (buddy_broken)

Whether the test can fail is for its author to try; -v lists who names what.
Without a FOLDER (mm/), all of the kernel's are looked at. `make check` looks
at mm/ and boot/; elsewhere, many rules have no check yet that could break.
"""

import os
import re
import sys

import tree

FLOORS = ("lib/", "arch/", "sched/", "mm/", "boot/", "kernel/")

PARAGRAPH = re.compile(r"^ \* INVARIANTS?\b.*?(?=^ \* \S|^ \*/)",
                       re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"^ \*\t([A-Z]\d+)  ", re.MULTILINE)
CHECK = re.compile(r"\b(\w+?)(?:_(?:check|broken)\w*)?\(\)")
SPAN = re.compile(r"\b([A-Z])(\d+) to \1(\d+)\b")


def invariants(text):
    """([numbers], check) of the essay that opens @text.

    The check without its ending: "buddy" of buddy_check() and _broken().
    """
    essay = tree.C_COMMENT.search(text, text.find("/*"))
    paragraph = PARAGRAPH.search(essay.group()) if essay else None
    if not paragraph:
        return [], None
    heading = paragraph.group().splitlines()[0]
    check = CHECK.search(heading)
    return NUMBER.findall(paragraph.group()), check and check.group(1)


def spelt_out(text):
    """@text with each "I1 to I3" as "I1 I2 I3"."""
    def spell(match):
        letter, first, last = match.groups()
        return " ".join(f"{letter}{i}"
                        for i in range(int(first), int(last) + 1))
    return SPAN.sub(spell, text)


def is_about(test, text, name, check):
    """Does the test file say that it looks at the file @name?"""
    stem = os.path.basename(name)[:-len(".c")]
    if re.match(rf"{stem}(_|\.|$)", os.path.basename(test)):
        return True
    words = [rf"\b{stem}\.c\b"]
    if check:
        words.append(rf"\b{check}_(check|broken)")
    return any(re.search(word, text) for word in words)


def names(text, number, check):
    """Does the test file @text name the invariant, as a word or a value?"""
    if re.search(rf"\b{number}\b|\b[a-z]+_{number.lower()}\(", text):
        return True
    expects = (rf"\b{check}_(?:check|broken)\w*\([^;]*\),"
               rf"\s*{number[1:]}u?\)")
    return bool(check and re.search(expects, text))


def main(argv, root=tree.ROOT):
    verbose = "-v" in argv
    folders = tuple(word for word in argv if word != "-v") or FLOORS
    tests = {name: spelt_out(tree.read(root, name))
             for name in tree.files(root, (".c", ".h", ".py"))
             if name.startswith("tests/")}
    numbers = unnamed = 0
    for name in tree.files(root, (".c",)):
        if not name.startswith(folders):
            continue
        found, check = invariants(tree.read(root, name))
        about = [test for test, text in tests.items()
                 if is_about(test, text, name, check)] if found else []
        for number in found:
            numbers += 1
            by = [test for test in about
                  if names(tests[test], number, check)]
            if verbose:
                print(f"{name}: {number}: {', '.join(by) or 'NOBODY'}")
            elif not by:
                print(f"{name}: no test names {number}")
            unnamed += not by
    print(f"invariants: {numbers} numbers, {unnamed} that no test names")
    return 1 if unnamed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
