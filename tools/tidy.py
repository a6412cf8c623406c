#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The rules of style that a machine can check.

    tools/tidy.py

    all sources   lines of at most 100 columns, no blanks at their end, an
                  SPDX line first, no comment with one of the three words
                  that promise to finish later
    C             functions of at most 50 lines, files of at most 500, no
                  conditional compilation inside a function
    mm/*.c        an essay of at least 20 lines opens the file

A function is what stands between a "{" and a "}" in column 0, which is how
our C is laid out; its length counts both. Lines beyond 80 columns are
counted and not refused. What a machine cannot check is the reviewer's.
"""

import re
import sys

import tree

SOURCES = (".c", ".h", ".asm", ".S", ".ld", ".py", ".sh", "Makefile")
C_FILES = (".c", ".h")

LINE_WALL = 100
LINE_WISH = 80
FUNCTION_WALL = 50
FILE_WALL = 500
ESSAY_LEAST = 20

SPDX = "SPDX-License-Identifier: MIT"

PROMISE = re.compile(r"\b(TODO|FIXME|XXX)\b")
CONDITIONAL = re.compile(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b")


def columns(line):
    """How wide a line is with a tab stop every 8 columns."""
    return len(line.expandtabs(8))


def check_lines(lines):
    for number, line in enumerate(lines, 1):
        if columns(line) > LINE_WALL:
            yield number, f"{columns(line)} columns (at most {LINE_WALL})"
        if line != line.rstrip():
            yield number, "blanks at the end of the line"


def check_promises(name, text):
    for number, line in enumerate(tree.comments(name, text).split("\n"), 1):
        match = PROMISE.search(line)
        if match:
            yield number, f"{match.group()}: finish it"


def check_spdx(lines):
    first = 1 if lines and lines[0].startswith("#!") else 0
    if first >= len(lines) or SPDX not in lines[first]:
        yield first + 1, f'no "{SPDX}"'


def check_functions(lines):
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith("{"):
            start = number
        elif start is None:
            continue
        elif line.startswith("}"):
            length = number - start + 1
            if length > FUNCTION_WALL:
                yield start, (f"function of {length} lines "
                              f"(at most {FUNCTION_WALL})")
            start = None
        elif CONDITIONAL.match(line):
            yield number, ("conditional compilation inside a function: "
                           "use if (IS_ENABLED(...))")


def check_size(lines):
    if len(lines) > FILE_WALL:
        yield len(lines), f"{len(lines)} lines (at most {FILE_WALL})"


def check_essay(lines):
    length = 0
    inside = False
    for line in lines[1:]:
        if line.startswith("/*"):
            inside = True
        if not inside:
            break
        length += 1
        if "*/" in line:
            break
    if length < ESSAY_LEAST:
        yield 2, f"essay of {length} lines (at least {ESSAY_LEAST})"


def check(name, text):
    """(line, message) of every rule that @text breaks."""
    lines = text.splitlines()
    errors = list(check_lines(lines)) + list(check_spdx(lines))
    errors += list(check_promises(name, text))
    if name.endswith(C_FILES):
        errors += list(check_functions(lines)) + list(check_size(lines))
    if name.startswith("mm/") and name.endswith(".c"):
        errors += list(check_essay(lines))
    return sorted(errors)


def main(argv):
    root = argv[0] if argv else tree.ROOT
    broken = 0
    wide = 0
    names = tree.files(root, SOURCES)
    for name in names:
        text = tree.read(root, name)
        wide += sum(columns(line) > LINE_WISH for line in text.splitlines())
        for line, message in check(name, text):
            broken += 1
            print(f"{name}:{line}: {message}")
    print(f"tidy: {len(names)} files, {broken} violations, "
          f"{wide} lines beyond {LINE_WISH} columns")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
