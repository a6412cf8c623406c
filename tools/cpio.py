# SPDX-License-Identifier: MIT
"""Archives of files for the kernel, as -initrd or GRUB's module2 hands over."""
from __future__ import annotations


def cpio(files: dict[str, bytes]) -> bytes:
    """An archive in the "newc" format, as `cpio -o -H newc` writes it."""
    out = b""
    for name, data in [*files.items(), ("TRAILER!!!", b"")]:
        fields = [0] * 13
        fields[1] = 0o100644
        fields[6], fields[11] = len(data), len(name) + 1
        out += b"070701" + b"".join(b"%08X" % f for f in fields)
        out += name.encode() + b"\0"
        out += bytes(-len(out) % 4) + data
        out += bytes(-len(out) % 4)
    return out
