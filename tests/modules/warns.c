// SPDX-License-Identifier: MIT
/* Its function is named in the backtrace, with the module */
#include <linux/bug.h>
#include <linux/module.h>

static noinline void warns_deep(void)
{
	WARN(1, "warns: on purpose\n");
}

static int __init warns_init(void)
{
	warns_deep();
	return 0;
}
module_init(warns_init);

MODULE_LICENSE("GPL");
