// SPDX-License-Identifier: MIT
/*
 * device_cmds.c - reading and writing device memory from the prompt
 *
 *	mm> peek 0xfed00000
 *	0x8086a201
 *	mm> poke 0xfebf1004 0x12345678
 *
 * 32 bits each, through ioremap(), which refuses what is no device; an
 * offset within the page need only be a multiple of 4.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/io.h>
#include <linux/kstrtox.h>

static int map_word(const char *word, void __iomem **addr)
{
	u64 phys;

	if (kstrtou64(word, 0, &phys) || phys & 3)
		return -EINVAL;
	*addr = ioremap(phys, 4);
	return *addr ? 0 : -ENXIO;
}

static int cmd_peek(int argc, char **argv)
{
	void __iomem *addr;
	int err;

	if (argc != 2)
		return -EINVAL;
	err = map_word(argv[1], &addr);
	if (err)
		return err;
	console_printf("%#010x\n", readl(addr));
	iounmap(addr);
	return 0;
}
CONSOLE_CMD("peek", "PHYS", "read 32 bits of device memory", cmd_peek);

static int cmd_poke(int argc, char **argv)
{
	void __iomem *addr;
	u32 value;
	int err;

	if (argc != 3 || kstrtou32(argv[2], 0, &value))
		return -EINVAL;
	err = map_word(argv[1], &addr);
	if (err)
		return err;
	writel(value, addr);
	iounmap(addr);
	return 0;
}
CONSOLE_CMD("poke", "PHYS VALUE", "write 32 bits of device memory", cmd_poke);
