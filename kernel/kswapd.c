// SPDX-License-Identifier: MIT
/*
 * kswapd.c - a thread for each node that reclaims its memory
 *
 * mm/ has what it does and cannot make threads. It runs on the CPUs of its
 * node, where the node's memory is near; of a node without CPUs, anywhere.
 */
#include <linux/bug.h>
#include <linux/kswapd.h>
#include <linux/kthread.h>
#include <linux/mmzone.h>
#include <linux/topology.h>

static void bind_to_node(struct task_struct *task, int nid)
{
	struct cpumask near = { };
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (cpu_to_node(cpu) == nid)
			cpumask_set_cpu(cpu, &near);
	}
	if (!cpumask_empty(&near))
		kthread_bind_mask(task, &near);
}

int kswapd_run(int nid)
{
	struct task_struct *task = kthread_create_on_node(kswapd_thread,
					NODE_DATA(nid), nid, "kswapd%d", nid);

	if (IS_ERR(task))
		return PTR_ERR(task);
	bind_to_node(task, nid);
	get_task_struct(task);
	kswapd_attach(nid, task);
	wake_up_process(task);
	return 0;
}

void kswapd_stop(int nid)
{
	struct task_struct *task = kswapd_detach(nid);

	if (!task)
		return;
	kthread_stop(task);
	put_task_struct(task);
}

void kswapd_init(void)
{
	int nid;

	for_each_online_node(nid) {
		if (kswapd_run(nid))
			panic("no memory for the kswapd of node %d", nid);
	}
}
