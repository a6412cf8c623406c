// SPDX-License-Identifier: MIT
#include <linux/mm.h>
#include "internal.h"
void warn_alloc(gfp_t gfp, unsigned int order, int nid)
{
	pr_warn("page allocation failure: order:%u, mode:%#x\n", order, gfp);
}
