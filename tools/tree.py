# SPDX-License-Identifier: MIT
"""Which files are ours: what the checks in this folder walk over.

In a git tree: what git tracks, and what it would if it were added. In an
unpacked archive: everything but build output.
"""

import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _from_git(root):
    listing = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if listing.returncode != 0:
        return None
    return [name for name in listing.stdout.decode().split("\0") if name]


def _from_disk(root):
    names = []
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders
                      if f not in (".git", "__pycache__", ".pytest_cache")
                      and not (folder == root and f.startswith("build"))]
        names += [os.path.relpath(os.path.join(folder, f), root)
                  for f in files]
    return names


def files(root=ROOT, suffixes=None):
    """Sorted paths relative to @root of our files that exist.

    @suffixes: a tuple of endings to keep ("" keeps all). Files below a
    folder called "data" are some test's input, not source, and left out.
    """
    names = None
    if os.path.exists(os.path.join(root, ".git")):
        names = _from_git(root)
    if names is None:
        names = _from_disk(root)
    kept = set()
    for name in names:
        if suffixes is not None and not name.endswith(suffixes):
            continue
        if "data" in name.split("/")[:-1]:
            continue
        if os.path.isfile(os.path.join(root, name)):
            kept.add(name)
    return sorted(kept)


def read(root, name):
    """The text of a file; bytes that are not UTF-8 become U+FFFD."""
    with open(os.path.join(root, name), encoding="utf-8",
              errors="replace") as stream:
        return stream.read()
