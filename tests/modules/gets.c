// SPDX-License-Identifier: MIT
/*
 * gets.c - symbol_get(): of the kernel, of a module, of nobody, and of a
 * module whose init() has not ended, which is this one
 */
#include <linux/err.h>
#include <linux/module.h>

extern int good_value(void);
extern int nobody_has_this(void);
extern int own_value(void);

int own_value(void)
{
	return 7;
}
EXPORT_SYMBOL(own_value);

static int __init gets_init(void)
{
	int (*good)(void) = symbol_get(good_value);

	pr_info("gets: good %d, nobody %d, kernel %d, itself %d\n",
		good ? good() : -1, symbol_get(nobody_has_this) != NULL,
		symbol_get(__symbol_get) == __symbol_get,
		symbol_get(own_value) != NULL);
	return 0;
}
module_init(gets_init);

static void __exit gets_exit(void)
{
	symbol_put(good_value);
	symbol_put(__symbol_get);
}
module_exit(gets_exit);

MODULE_LICENSE("GPL");
