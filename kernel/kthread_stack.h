/* SPDX-License-Identifier: MIT */
#ifndef _KERNEL_KTHREAD_STACK_H
#define _KERNEL_KTHREAD_STACK_H

#include <asm/page.h>

/* 16 KiB, as on Linux. */
#define KTHREAD_SIZE	(4 * PAGE_SIZE)

/*
 * kthread_stack_alloc - KTHREAD_SIZE bytes above a page that is not mapped;
 * NULL if memory is short. Task context. kthread_stack_free: any.
 */
void *kthread_stack_alloc(int node);
void kthread_stack_free(void *stack);

#endif
