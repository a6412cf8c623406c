/* SPDX-License-Identifier: MIT */
/*
 * asm/task.h - a task is a thread, and a CPU is a baton
 *
 * arch/x86_64/include/asm/task.h says what each call promises; task.c, how.
 */
#ifndef _ASM_TASK_H
#define _ASM_TASK_H

#include <linux/types.h>

struct task_struct;
struct host_task;

/**
 * struct thread_struct - the port's part of a task
 * @host:    the thread
 * @entry:   where it begins
 * @cpu_off: with the baton: of the CPU it is given
 * @prev:    with the baton: who gave it
 */
struct thread_struct {
	struct host_task *host;
	void (*entry)(struct task_struct *prev);
	unsigned long cpu_off;
	struct task_struct *prev;
};

int arch_task_init(struct task_struct *task,
		   void (*entry)(struct task_struct *prev));
void arch_task_adopt(struct task_struct *task);
struct task_struct *arch_switch_to(struct task_struct *prev,
				   struct task_struct *next);
void arch_show_task(const struct task_struct *task);
void arch_cpu_wait(void);
void arch_send_resched(unsigned int cpu);

#endif
