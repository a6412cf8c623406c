// SPDX-License-Identifier: MIT
/* Text cannot be written */
#include <linux/module.h>

static noinline __used void target(void)
{
	barrier();
}

static int __init writes_text_init(void)
{
	*(volatile char *)target = 0;
	return 0;
}
module_init(writes_text_init);

MODULE_LICENSE("GPL");
