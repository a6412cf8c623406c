#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Tell editors how each file is compiled: compile_commands.json.

    tools/compile_commands.py 'CC FLAGS' FILE... >compile_commands.json

The command is one argument, as it would stand in a shell, and is run in the
current folder. The format:
https://clang.llvm.org/docs/JSONCompilationDatabase.html
"""

import json
import os
import shlex
import sys


def entries(command, files, directory):
    words = shlex.split(command)
    return [{"directory": directory, "file": name,
             "arguments": words + ["-c", name]} for name in files]


def main(argv):
    if not argv:
        print("usage: compile_commands.py 'CC FLAGS' FILE...",
              file=sys.stderr)
        return 2
    json.dump(entries(argv[0], argv[1:], os.getcwd()), sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
