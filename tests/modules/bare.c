// SPDX-License-Identifier: MIT
/* Neither init nor exit */
#include <linux/module.h>

MODULE_LICENSE("GPL");
