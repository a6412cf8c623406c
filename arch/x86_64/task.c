// SPDX-License-Identifier: MIT
/*
 * task.c - a task's first stack, and the C side of the switch
 */
#include <asm/apic.h>
#include <asm/smp.h>
#include <asm/stacktrace.h>
#include <asm/task.h>
#include <linux/sched.h>

void *switch_stacks(unsigned long *save, unsigned long load, void *prev);
void task_begin(void);

/* What switch_stacks() takes off the stack, lowest address first. */
struct switch_frame {
	unsigned long r15;
	unsigned long r14;
	unsigned long r13;
	unsigned long r12;
	unsigned long bx;
	unsigned long bp;
	unsigned long ip;
};

int arch_task_init(struct task_struct *task,
		   void (*entry)(struct task_struct *prev))
{
	unsigned long top = (unsigned long)task->stack + task->stack_size;
	struct switch_frame *frame;

	/* task_begin finds the stack aligned when the frame is off it. */
	frame = (struct switch_frame *)(top & ~15UL) - 1;
	*frame = (struct switch_frame){
		.bx = (unsigned long)entry,
		.ip = (unsigned long)task_begin,
	};
	task->thread.sp = (unsigned long)frame;
	return 0;
}

struct task_struct *arch_switch_to(struct task_struct *prev,
				   struct task_struct *next)
{
	return switch_stacks(&prev->thread.sp, next->thread.sp, prev);
}

void arch_show_task(const struct task_struct *task)
{
	const struct switch_frame *frame = (void *)task->thread.sp;

	show_stack_trace(frame->ip, frame->bp);
}

void arch_cpu_wait(void)
{
	/* sti takes effect after the next instruction. */
	__asm__ __volatile__("sti; hlt" : : : "memory");
}

void arch_send_resched(unsigned int cpu)
{
	apic_send(arch_cpu_id(cpu), APIC_DM_FIXED | APIC_VECTOR_RESCHED);
}
