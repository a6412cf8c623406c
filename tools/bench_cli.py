# SPDX-License-Identifier: MIT
"""What every tools/bench*.py does the same: its command line, and its end.

A tool measures, prints what it found, and keeps that in --json FILE. Its exit
status: 0; 1 if a figure is not as it has to be; 2 if there was no measuring.
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from qemu import Machine, MachineError

TIMEOUT = 300  # seconds; a run takes about ten


class BenchError(Exception):
    """The run did not get to its end."""


def console(machine: Machine, commands: list[str]) -> str:
    """What @machine says when @commands are typed, and then `poweroff`."""
    # The first line may be lost to the firmware. Input is not at its end
    # before the guest has left: QEMU would stop reading, not the guest.
    typed = "\n".join(["", *commands, "poweroff", ""]).encode()
    done = subprocess.run(machine.command(["-serial", "stdio"]),
                          input=typed, capture_output=True,
                          timeout=TIMEOUT, check=False)
    return done.stdout.decode(errors="replace").replace("\r", "")


def parser(doc: str, *inputs: str) -> argparse.ArgumentParser:
    """For a tool that @doc describes, of the files @inputs."""
    made = argparse.ArgumentParser(description=doc.splitlines()[0])
    for name in inputs:
        made.add_argument(name, type=Path)
    made.add_argument("--json", type=Path)
    return made


def main(args: argparse.Namespace, measure: Callable[[], dict],
         report: Callable[[dict], tuple[list[str], bool]]) -> int:
    """@report: what was found -> its lines, and whether all is as it must be."""
    try:
        found = measure()
    except (MachineError, BenchError) as error:
        name = Path(sys.argv[0]).stem.replace("_", "-")
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    lines, good = report(found)
    print("\n".join(lines))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")
    return 0 if good else 1
