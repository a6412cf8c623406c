/* SPDX-License-Identifier: MIT */
/*
 * asm/task.h - the port's part of a task, and of changing it
 *
 * All of a task that is not running lies on its stack, below @sp; asm/
 * switch.asm draws it. Context of all: interrupts off.
 */
#ifndef _ASM_TASK_H
#define _ASM_TASK_H

#include <linux/types.h>

struct task_struct;

struct thread_struct {
	unsigned long sp;	/* while it does not run */
};

/**
 * arch_task_init - make @task start at @entry when it is first switched to
 * @task:  its stack and stack_size say where it will stand
 * @entry: called with the task that ran before on that CPU; interrupts off.
 *	   Must not return.
 *
 * Return: 0; -ENOMEM where the port needs something that is short.
 */
int arch_task_init(struct task_struct *task,
		   void (*entry)(struct task_struct *prev));

/* arch_task_adopt - the caller's own context is @task from now on */
static inline void arch_task_adopt(struct task_struct *task)
{
}

/**
 * arch_switch_to - leave @prev, go on as @next
 *
 * Return, when @prev is switched to again: the task that ran before it then,
 * on the CPU where it is then.
 */
struct task_struct *arch_switch_to(struct task_struct *prev,
				   struct task_struct *next);

/* arch_show_task - the stack of a task that does not run, and stays so */
void arch_show_task(const struct task_struct *task);

/*
 * arch_cpu_wait - stop until an interrupt. Entered with interrupts off, so
 * that one which comes before the CPU stops still ends the wait; returns
 * with interrupts on.
 */
void arch_cpu_wait(void);

/* arch_send_resched - have @cpu call sched_ops->resched() */
void arch_send_resched(unsigned int cpu);

#endif
