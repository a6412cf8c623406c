// SPDX-License-Identifier: MIT
/* Wants what nobody has */
#include <linux/module.h>

int nobody_exports_this(int x);
extern int nor_this;

static int __init undefined_init(void)
{
	return nobody_exports_this(nor_this);
}
module_init(undefined_init);

MODULE_LICENSE("GPL");
