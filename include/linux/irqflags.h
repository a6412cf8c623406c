/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

/*
 * local_irq_disable, local_irq_enable, local_irq_save, local_irq_restore,
 * local_save_flags, irqs_disabled, irqs_disabled_flags: all the port's.
 */
#include <asm/irqflags.h>

#endif
