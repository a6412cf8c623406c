# SPDX-License-Identifier: MIT
"""Commands that show Pagewright's memory from inside gdb.

    gdb -x tools/gdb/pagewright-gdb.py build/pagewright.elf
    (gdb) target remote :1234
    (gdb) pw-help

They read the kernel's own tables out of the machine's memory and run no code
of it, so they work at any breakpoint, in a panic and after a crash. What the
kernel has not filled in yet is said to be so. Commands that Linux's
vmlinux-gdb.py has too answer to its names (lx-dmesg, lx-iomem).
"""

import gdb

PAGE_PRESENT = 1 << 0
PAGE_RW = 1 << 1
PAGE_USER = 1 << 2
PAGE_PSE = 1 << 7
PAGE_GLOBAL = 1 << 8
PAGE_NX = 1 << 63
FRAME_MASK = 0x000ffffffffff000

CR0_PG = 1 << 31

# Name and shift of each level of the page tables, from the top.
LEVELS = (("pgd", 39), ("pud", 30), ("pmd", 21), ("pte", 12))

# enum mem_type, in Linux's words. The numbers are those of the E820 map.
TYPE_WORDS = {1: "System RAM", 2: "Reserved", 3: "ACPI Tables",
              4: "ACPI Non-volatile Storage", 5: "Unusable memory"}


def fail(message):
    """End the command; gdb prints @message without a Python trace."""
    raise gdb.GdbError(message)


def variable(name):
    """A variable of the kernel, global or static to its file."""
    symbol = gdb.lookup_global_symbol(name) or gdb.lookup_static_symbol(name)
    if symbol is None:
        fail(f"no variable '{name}' here: load build/pagewright.elf, or this "
             "kernel is another version than this script")
    return symbol.value()


def need_machine():
    if gdb.selected_thread() is None:
        fail("no machine: start one with `make debug`, or connect with "
             "`target remote :1234`")


def read(address, size):
    """Bytes at a virtual address."""
    return bytes(gdb.selected_inferior().read_memory(address, size))


def size_text(size):
    """In the largest unit that is exact: "639 KiB", "12 GiB"."""
    units = ["B", "KiB", "MiB", "GiB", "TiB"]
    while size and size % 1024 == 0 and len(units) > 1:
        size >>= 10
        units.pop(0)
    return f"{size:>6} {units[0]:<3}"


class PhysicalReads:
    """While open, addresses that gdb reads are physical (QEMU only)."""

    @staticmethod
    def _switch(value):
        answer = gdb.execute(f"maint packet Qqemu.PhyMemMode:{value}",
                             to_string=True)
        return '"OK"' in answer

    def __enter__(self):
        if not self._switch(1):
            fail("the machine cannot read physical addresses "
                 "(is it QEMU's gdb server?)")
        return self

    def __exit__(self, *_):
        self._switch(0)


class Command(gdb.Command):
    """A command; a subclass has a docstring, NAMES and run()."""

    NAMES = ()

    def __init__(self, name):
        super().__init__(name, gdb.COMMAND_DATA)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        try:
            self.run(gdb.string_to_argv(argument))
        except gdb.MemoryError as error:
            fail(f"{error}. The kernel's addresses cannot be read yet: the "
                 "boot code has not turned paging on (`break start_kernel`, "
                 "`continue`)")
        except gdb.error as error:
            fail(str(error))

    def run(self, args):
        raise NotImplementedError


def mem_map(which):
    """[(start, end, type)] of boot_info.map or .firmware."""
    table = variable("boot_info")[which]
    count = min(int(table["nr"]), int(table["range"].type.range()[1]) + 1)
    ranges = [table["range"][i] for i in range(count)]
    return [(int(r["start"]), int(r["end"]), int(r["type"])) for r in ranges]


def need_map():
    need_machine()
    ranges = mem_map("map")
    if not ranges:
        fail("no memory map yet: the kernel has not read its boot "
             "information (`break bootmem_add`, `continue`)")
    return ranges


def type_text(kind):
    """Linux's word; what firmware made up itself counts as reserved."""
    return TYPE_WORDS.get(kind, f"Reserved (type {kind})")


class MemMap(Command):
    """The physical memory map: repaired, and as firmware gave it.

usage: pw-memmap"""

    NAMES = ("pw-memmap",)

    @staticmethod
    def table(title, ranges):
        print(f"{title}: {len(ranges)} ranges")
        for start, end, kind in ranges:
            # A raw map may hold anything: an end that wrapped, too.
            print(f"  [{start:016x}-{(end - 1) & (2**64 - 1):016x}] "
                  f"{size_text(max(end - start, 0))}  {type_text(kind)}")

    def run(self, args):
        ranges = need_map()
        self.table("memory map", ranges)
        usable = sum(end - start for start, end, kind in ranges if kind == 1)
        print(f"  usable: {usable >> 10} KiB")
        self.table("as firmware gave it", mem_map("firmware"))


class Iomem(Command):
    """The memory map in the format of /proc/iomem.

usage: lx-iomem"""

    NAMES = ("lx-iomem",)

    def run(self, args):
        for start, end, kind in need_map():
            print(f"{start:08x}-{end - 1:08x} : {type_text(kind)}")


class Bootmem(Command):
    """Boot memory: what is free, what is taken and by whom.

usage: pw-bootmem"""

    NAMES = ("pw-bootmem",)

    @staticmethod
    def rows(table, count):
        """The first @count entries of an array; a wild count is cut."""
        last = table.type.range()[1]
        return [table[i] for i in range(min(int(count), last + 1))]

    @staticmethod
    def owner(entry):
        if int(entry["name"]):
            return entry["name"].string(errors="replace")
        place = gdb.execute(f"info symbol {int(entry['caller']):#x}",
                            to_string=True).split(" in section")[0].strip()
        return f"allocated by {place}"

    @staticmethod
    def row(start, end, text):
        print(f"  [{start:016x}-{end - 1:016x}] {size_text(end - start)}  "
              f"{text}")

    def show_range(self, entry, reserved):
        at, end = int(entry["start"]), int(entry["end"])
        free = 0
        print(f"node {int(entry['nid'])}")
        for taken in reserved:
            start = int(taken["start"])
            if not at <= start < end:
                continue
            if at < start:
                self.row(at, start, "free")
                free += start - at
            self.row(start, int(taken["end"]), self.owner(taken))
            at = int(taken["end"])
        if at < end:
            self.row(at, end, "free")
            free += end - at
        return free

    def run(self, args):
        need_machine()
        bootmem = variable("bootmem")
        ranges = self.rows(bootmem["range"], bootmem["nr_ranges"])
        reserved = self.rows(bootmem["reserved"], bootmem["nr_reserved"])
        if not ranges:
            fail("boot memory has not been set up yet "
                 "(`break bootmem_take`, `continue`)")
        free = sum(self.show_range(entry, reserved) for entry in ranges)
        print(f"{free >> 10} KiB free in {len(ranges)} ranges, "
              f"{len(reserved)} reservations")


class Buddyinfo(Command):
    """The page allocator's free lists: blocks of each order, zone by zone.

usage: pw-buddyinfo"""

    NAMES = ("pw-buddyinfo", "pw-freelists")

    def run(self, args):
        need_machine()
        nodes = int(variable("nr_online_nodes"))
        total = 0
        print("blocks of order " + "".join(f"{o:6}" for o in range(11))
              + "      free")
        for nid in range(nodes):
            zones = variable("node_data")[nid]["node_zones"]
            for i in range(zones.type.range()[1] + 1):
                zone = zones[i]
                if not int(zone["managed_pages"]):
                    continue
                counts = [int(zone["free_area"][o]["nr_free"])
                          for o in range(11)]
                free = int(zone["nr_free"])
                total += free
                print(f"{nid} {zone['name'].string():>13} "
                      + "".join(f"{n:6}" for n in counts)
                      + f"  {size_text(free * 4096)}")
        if not total:
            fail("the page allocator has nothing yet "
                 "(`break prove_sum`, `continue`)")


class Dmesg(Command):
    """The kernel's log, oldest message first.

usage: pw-dmesg"""

    NAMES = ("pw-dmesg", "lx-dmesg")

    @staticmethod
    def log():
        """The ring's bytes between log_first and log_next, in order."""
        ring = variable("log_buf")
        size = ring.type.sizeof
        first, end = int(variable("log_first")), int(variable("log_next"))
        if not first <= end <= first + size:
            fail(f"the log is damaged: positions {first} and {end} of {size}")
        data = read(int(ring.address), size)
        start = first % size
        return (data[start:] + data[:start])[:end - first]

    def run(self, args):
        need_machine()
        log = self.log()
        if not log:
            fail("the log is empty: the kernel has printed nothing yet")
        for line in log.decode(errors="replace").splitlines():
            print(line[1:])		# the first character is the level


class Layout(Command):
    """The virtual address space, region by region.

usage: pw-layout"""

    NAMES = ("pw-layout",)

    def run(self, args):
        table = variable("layout")
        print("first byte       last byte            size  what")
        for i in range(table.type.range()[1] + 1):
            start, last = int(table[i]["start"]), int(table[i]["last"])
            print(f"{start:016x}-{last:016x} {size_text(last - start + 1)}  "
                  f"{table[i]['name'].string()}")


def address_argument(args, usage):
    if len(args) != 1:
        fail(f"usage: {usage}")
    value = gdb.parse_and_eval(args[0])
    if value.type.strip_typedefs().code in (
            gdb.TYPE_CODE_FUNC, gdb.TYPE_CODE_ARRAY, gdb.TYPE_CODE_STRUCT):
        value = value.address
    return int(value) & (2**64 - 1)


class Walk(Command):
    """The page-table walk of a virtual address, entry by entry.

usage: pw-walk ADDRESS

ADDRESS is any expression without blanks: 0xffff888000100000, boot_info, $rip.
The tables are read by physical address from CR3 down, as the processor does,
so a wrong direct map cannot mislead it."""

    NAMES = ("pw-walk",)
    USAGE = "pw-walk ADDRESS"

    @staticmethod
    def entry(table, index):
        return int.from_bytes(read(table + 8 * index, 8), "little")

    @staticmethod
    def rights(entries):
        writable = all(entry & PAGE_RW for entry in entries)
        user = all(entry & PAGE_USER for entry in entries)
        closed = any(entry & PAGE_NX for entry in entries)
        return ("R" + ("W" if writable else "-") + ("-" if closed else "X") +
                (" user" if user else "") +
                (" global" if entries[-1] & PAGE_GLOBAL else ""))

    def walk(self, address):
        """[(level, shift, index, entry)] down to the leaf or the gap."""
        steps = []
        table = int(gdb.parse_and_eval("$cr3")) & FRAME_MASK
        with PhysicalReads():
            for name, shift in LEVELS:
                index = address >> shift & 511
                entry = self.entry(table, index)
                steps.append((name, shift, index, entry))
                if not entry & PAGE_PRESENT or \
                        name in ("pud", "pmd") and entry & PAGE_PSE:
                    break
                table = entry & FRAME_MASK
        return steps

    def run(self, args):
        need_machine()
        address = address_argument(args, self.USAGE)
        if not int(gdb.parse_and_eval("$cr0")) & CR0_PG:
            fail("paging is off: every address is physical")
        print(f"page-table walk of {address:016x}:")
        if address >> 47 not in (0, 0x1ffff):
            print("  not canonical: bits 63..47 differ")
            return
        steps = self.walk(address)
        for name, _, index, entry in steps:
            print(f"  {name}[{index:3}] {entry:016x}")
        _, shift, _, leaf = steps[-1]
        if not leaf & PAGE_PRESENT:
            print("  not present")
            return
        frame = leaf & FRAME_MASK & ~((1 << shift) - 1)
        offset = address & ((1 << shift) - 1)
        print(f"  mapped: {(1 << shift) >> 10} KiB at physical {frame:016x}, "
              f"{self.rights([step[3] for step in steps])}")
        print(f"  physical address: {frame + offset:016x}")


class Help(Command):
    """This list.

usage: pw-help"""

    NAMES = ("pw-help",)

    def run(self, args):
        for command in COMMANDS:
            names = ", ".join(command.NAMES)
            print(f"{names:<20} {command.__doc__.splitlines()[0]}")
        print("`help COMMAND` says more.")


COMMANDS = (Help, MemMap, Iomem, Bootmem, Buddyinfo, Dmesg, Layout, Walk)

for _command in COMMANDS:
    for _name in _command.NAMES:
        # gdb takes a command's help from the class it is made of.
        type(_command.__name__, (_command,), {"__doc__": _command.__doc__})(
            _name)

print("Pagewright: pw-help lists the commands that show its memory.")
