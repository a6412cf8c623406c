// SPDX-License-Identifier: MIT
/*
 * ioports.c - the ports that every PC has, so that no driver takes them
 *
 * IBM's PC AT put them there and nothing has moved since; the names are
 * Linux's. The serial port and the exit device are the kernel's own use.
 */
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#define PORTS(first, last, who) \
	{ .name = (who), .start = (first), .end = (last), \
	  .flags = IORESOURCE_IO | IORESOURCE_BUSY }

static struct resource ports[] = {
	PORTS(0x0000, 0x001f, "dma1"),
	PORTS(0x0020, 0x0021, "pic1"),
	PORTS(0x0040, 0x0043, "timer0"),
	PORTS(0x0050, 0x0053, "timer1"),
	PORTS(0x0060, 0x0060, "keyboard"),
	PORTS(0x0064, 0x0064, "keyboard"),
	PORTS(0x0070, 0x0077, "rtc0"),
	PORTS(0x0080, 0x008f, "dma page reg"),
	PORTS(0x00a0, 0x00a1, "pic2"),
	PORTS(0x00c0, 0x00df, "dma2"),
	PORTS(0x00f0, 0x00ff, "fpu"),
	PORTS(0x03f8, 0x03ff, "serial"),
};

static void ioports_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		if (request_resource(&ioport_resource, &ports[i]))
			pr_warn("ioports: %s %pR is taken\n", ports[i].name,
				&ports[i]);
	}
}
early_initcall(ioports_init);
