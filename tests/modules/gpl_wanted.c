// SPDX-License-Identifier: MIT
/* Wants a GPL symbol with another licence */
#include <linux/module.h>

int good_secret(void);

static int __init gpl_wanted_init(void)
{
	return good_secret();
}
module_init(gpl_wanted_init);

MODULE_LICENSE("Proprietary");
