/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_TIMEX_H
#define _LINUX_TIMEX_H

#include <asm/param.h>
#include <asm/timex.h>
#include <linux/time.h>

/* What differs from call to call, when there is nothing better. */
#define random_get_entropy()	((unsigned long)get_cycles())

#endif
