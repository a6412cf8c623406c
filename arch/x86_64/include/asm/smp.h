/* SPDX-License-Identifier: MIT */
/*
 * asm/smp.h - starting processors and interrupting them
 */
#ifndef _ASM_SMP_H
#define _ASM_SMP_H

#include <linux/types.h>

#endif
