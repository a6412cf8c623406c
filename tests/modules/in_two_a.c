// SPDX-License-Identifier: MIT
/* One module of two files */
#include <linux/module.h>

#ifndef FROM_KBUILD
#error ccflags-y is not honoured
#endif

extern int in_two_b(void);

static int __init in_two_init(void)
{
	pr_info("%s: %d\n", KBUILD_MODNAME, in_two_b());
	return 0;
}
module_init(in_two_init);

MODULE_LICENSE("GPL");
