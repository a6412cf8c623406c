// SPDX-License-Identifier: MIT
/* Needs good.c's symbol, and so keeps it loaded */
#include <linux/module.h>

int good_value(void);

static int __init user_init(void)
{
	pr_info("user: good says %d\n", good_value());
	return 0;
}
module_init(user_init);

static void __exit user_exit(void)
{
}
module_exit(user_exit);

MODULE_LICENSE("GPL");
