// SPDX-License-Identifier: MIT
/*
 * pci_scan.c - which devices are there, and where their registers are
 *
 * PROBLEM
 *	To show that device memory can be mapped, one needs a device, and must
 *	find out at which address the firmware has put it.
 *
 * IDEA
 *	Configuration space by the two old I/O ports: an address is written to
 *	one, 32 bits are read from the other.
 *
 *	 31   30 .. 24   23 .. 16   15 .. 11   10 .. 8    7 .. 2    1 0
 *	[ 1 |    0     |   bus    |  device  | function | register | 0 ]
 *
 *	Bus by bus, all 256: a bus that is not there answers all ones at once.
 *	Base address registers are read, not sized: nothing is written that a
 *	running device could mind.
 *
 * LOCKING
 *	Interrupts off between the two ports; who uses the console is alone.
 *
 * LEFT OUT
 *	Drivers, sizes, capabilities, the memory-mapped configuration space.
 *
 * SOURCES
 *	PCI Local Bus Specification 3.0, 3.2.2.3.2 and 6.1.
 */
#include <asm/io.h>
#include <asm/irqflags.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/types.h>

#define PCI_ADDRESS	0xcf8
#define PCI_DATA	0xcfc
#define PCI_ENABLE	0x80000000u

#define PCI_ID		0x00
#define PCI_CLASS	0x08
#define PCI_HEADER	0x0c	/* bits 16..22: layout; 23: several functions */
#define PCI_BAR0	0x10

#define NOBODY		0xffffffffu

/* Base address registers in a header of layout 0; a bridge has two. */
#define BARS_DEVICE	6
#define BARS_BRIDGE	2

static u32 read_config(unsigned int bus, unsigned int devfn, unsigned int reg)
{
	unsigned long flags;
	u32 value;

	local_irq_save(flags);
	outl(PCI_ENABLE | bus << 16 | devfn << 8 | reg, PCI_ADDRESS);
	value = inl(PCI_DATA);
	local_irq_restore(flags);
	return value;
}

static void show_bars(unsigned int bus, unsigned int devfn, u32 header)
{
	unsigned int nr = header >> 16 & 0x7f ? BARS_BRIDGE : BARS_DEVICE;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		u64 bar = read_config(bus, devfn, PCI_BAR0 + 4 * i);
		unsigned int which = i;

		if (!bar)
			continue;
		if (bar & 1) {
			console_printf("\tBAR%u: ports %#llx\n", which,
				       bar & ~3ULL);
			continue;
		}
		if ((bar & 6) == 4 && i + 1 < nr)
			bar |= (u64)read_config(bus, devfn,
						PCI_BAR0 + 4 * ++i) << 32;
		console_printf("\tBAR%u: memory %#llx%s\n", which,
			       bar & ~15ULL,
			       bar & 8 ? ", prefetchable" : "");
	}
}

/* Return: has it more functions than the first? */
static bool show_function(unsigned int bus, unsigned int devfn)
{
	u32 id = read_config(bus, devfn, PCI_ID);
	u32 header;

	if (id == NOBODY)
		return false;
	header = read_config(bus, devfn, PCI_HEADER);
	console_printf("%02x:%02x.%u %04x: %04x:%04x\n", bus, devfn >> 3,
		       devfn & 7, read_config(bus, devfn, PCI_CLASS) >> 16,
		       id & 0xffff, id >> 16);
	show_bars(bus, devfn, header);
	return header & 1u << 23;
}

static int cmd_lspci(int argc, char **argv)
{
	unsigned int bus, device, function;

	if (argc > 1)
		return -EINVAL;
	for (bus = 0; bus < 256; bus++) {
		for (device = 0; device < 32; device++) {
			if (!show_function(bus, device << 3))
				continue;
			for (function = 1; function < 8; function++)
				show_function(bus, device << 3 | function);
		}
	}
	return 0;
}
CONSOLE_CMD("lspci", "", "PCI devices: bus:device.function class: vendor:device",
	    cmd_lspci);
