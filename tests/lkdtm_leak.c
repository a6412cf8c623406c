// SPDX-License-Identifier: MIT
/*
 * lkdtm_leak.c - lose an object on purpose (make KMEMLEAK=1)
 *
 *	mm> leak
 *	leak: 0xffff888001234000 is lost
 *	mm> kmemleak scan
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

static noinline char *forlorn(void)
{
	char *p = kmalloc(300, GFP_KERNEL);

	if (p)
		strcpy(p, "forlorn");
	return p;
}

/* What is printed is text, in which no scan sees an address. */
static int cmd_leak(int argc, char **argv)
{
	char *p = forlorn();

	if (!p)
		return -ENOMEM;
	console_printf("leak: 0x%px is lost\n", p);
	return 0;
}
CONSOLE_CMD("leak", "", "lose an object: kmemleak scan finds it", cmd_leak);
