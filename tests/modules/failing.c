// SPDX-License-Identifier: MIT
/* An init that fails by design */
#include <linux/module.h>

static int __init failing_init(void)
{
	return -ENODEV;
}
module_init(failing_init);

MODULE_LICENSE("GPL");
