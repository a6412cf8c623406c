#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Does what the texts point at exist?

    tools/docrefs.py

Texts point at code by what it says, not by line number, which every edit
would break: `mm/buddy.c:/^buddy_free_locked/` is the line of mm/buddy.c that
the regular expression finds. Checked are such references in Markdown and in
the comments of C and assembler files, and Markdown's links to files and
headings of this tree. Links to other hosts are not looked at.
"""

import os
import re
import sys
import urllib.parse

import tree

SOURCES = (".c", ".h", ".asm", ".S")

# PATH:/REGEX/, where PATH ends like one of our files.
REFERENCE = re.compile(
    r"(?<![\w./-])"
    r"((?:[\w.-]+/)*(?:[\w-]+\.(?:c|h|asm|S|py|sh|md|ld)|Makefile))"
    r":/((?:\\.|[^/\\\n])+)/")

FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[[^\]\n]*\]\(\s*<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DEFINITION = re.compile(r"^\s{0,3}\[[^\]\n]+\]:\s*<?(\S+?)>?\s*$",
                        re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)


def blank_out(pattern, text):
    """@text without what matches, every line still on its own number."""
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def line_number(text, position):
    return text.count("\n", 0, position) + 1


def reference_error(root, path, regex):
    """Why PATH:/REGEX/ leads nowhere, or None."""
    if not os.path.isfile(os.path.join(root, path)):
        return f"no file {path}"
    try:
        pattern = re.compile(regex)
    except re.error as error:
        return f"/{regex}/ is no regular expression: {error}"
    lines = tree.read(root, path).splitlines()
    if any(pattern.search(line) for line in lines):
        return None
    return f"no line of {path} matches /{regex}/"


def slugs(text):
    """The anchors that GitHub makes of a document's headings."""
    found = set()
    for match in HEADING.finditer(blank_out(FENCE, text)):
        words = re.sub(r"[^\w\- ]", "", match.group(1).lower())
        slug = words.strip().replace(" ", "-")
        number = 0
        unique = slug
        while unique in found:
            number += 1
            unique = f"{slug}-{number}"
        found.add(unique)
    return found


def link_error(root, document, target):
    """Why a Markdown link leads nowhere, or None."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target) or target.startswith("//"):
        return None
    path, _, anchor = urllib.parse.unquote(target).partition("#")
    if not path:
        goal = document
    elif path.startswith("/"):
        goal = path.lstrip("/")
    else:
        goal = os.path.normpath(os.path.join(os.path.dirname(document), path))
    if goal.startswith("../") or goal == "..":
        return f"{target} leaves the tree"
    if not os.path.exists(os.path.join(root, goal)):
        return f"no file {goal}"
    if anchor and goal.endswith(".md"):
        if anchor not in slugs(tree.read(root, goal)):
            return f"no heading #{anchor} in {goal}"
    return None


class Checker:
    """Counts what was looked at, prints what is broken."""

    def __init__(self, root):
        self.root = root
        self.looked_at = 0
        self.broken = 0

    def judge(self, name, text, match, error):
        self.looked_at += 1
        if error:
            self.broken += 1
            print(f"{name}:{line_number(text, match.start())}: {error}")

    def references(self, name, text):
        for match in REFERENCE.finditer(text):
            self.judge(name, text, match,
                       reference_error(self.root, *match.groups()))

    def links(self, name, text):
        prose = blank_out(CODE, blank_out(FENCE, text))
        for pattern in (LINK, DEFINITION):
            for match in pattern.finditer(prose):
                self.judge(name, text, match,
                           link_error(self.root, name, match.group(1)))


def main(argv):
    root = argv[0] if argv else tree.ROOT
    checker = Checker(root)
    for name in tree.files(root, (".md",)):
        text = tree.read(root, name)
        checker.references(name, text)
        checker.links(name, text)
    for name in tree.files(root, SOURCES):
        text = tree.comments(name, tree.read(root, name))
        checker.references(name, text)
    print(f"docrefs: {checker.looked_at} references and links, "
          f"{checker.broken} broken")
    return 1 if checker.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
