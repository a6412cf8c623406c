// SPDX-License-Identifier: MIT
/* Exports what user.c needs, and comes and goes */
#include <linux/module.h>

int good_value(void);

int good_value(void)
{
	return 42;
}
EXPORT_SYMBOL(good_value);

int good_secret(void);

int good_secret(void)
{
	return 43;
}
EXPORT_SYMBOL_GPL(good_secret);

static int __init good_init(void)
{
	pr_info("good: init\n");
	return 0;
}
module_init(good_init);

static void __exit good_exit(void)
{
	pr_info("good: exit\n");
}
module_exit(good_exit);

MODULE_LICENSE("Dual MIT/GPL");
