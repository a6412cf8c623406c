/* SPDX-License-Identifier: MIT */
#ifndef _ASM_PARAM_H
#define _ASM_PARAM_H

#include <linux/kconfig.h>

#define HZ		CONFIG_HZ	/* ticks and jiffies a second */
#define USER_HZ		100

#endif
