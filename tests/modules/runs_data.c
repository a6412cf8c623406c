// SPDX-License-Identifier: MIT
/* Data cannot be executed */
#include <linux/module.h>

static unsigned char code[16] = { 0xc3 };

static int __init runs_data_init(void)
{
	void (*volatile fn)(void) = (void (*)(void))code;

	fn();
	return 0;
}
module_init(runs_data_init);

MODULE_LICENSE("GPL");
