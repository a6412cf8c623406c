/* SPDX-License-Identifier: MIT */
/*
 * kswapd.h - the threads that reclaim in the background: one a node
 *
 * mm/kswapd.c has what they do and cannot make threads; kernel/kswapd.c makes
 * them.
 */
#ifndef _LINUX_KSWAPD_H
#define _LINUX_KSWAPD_H

struct pglist_data;
struct task_struct;

/* kswapd_init - boot: a thread for each node, on that node's CPUs */
void kswapd_init(void);

/**
 * kswapd_run - give a node its thread
 * @nid: a node without one
 *
 * Context: task, may sleep. Return: 0, or -ENOMEM. Linux: the same.
 */
int kswapd_run(int nid);

/**
 * kswapd_stop - and take it away: returns when it is gone
 * @nid: a node of which nobody asks for memory any more: who finds it short
 *	 wakes the thread. Without one, nothing is done.
 *
 * Context: task, may sleep.
 */
void kswapd_stop(int nid);

/*
 * kswapd_settle - wait until all of them rest and none has been asked
 *
 * For who counts pages. Nobody may be short of memory meanwhile, or there is
 * no end to it. Context: task, may sleep; not a kswapd.
 */
void kswapd_settle(void);

/* kswapd_check - panics with the number of an invariant that is broken */
void kswapd_check(void);

/* ---- between mm/ and kernel/ ---------------------------------------------- */

/* What the thread does; @data: its struct pglist_data */
int kswapd_thread(void *data);

/* A thread that has not run yet is node @nid's from now on. */
void kswapd_attach(int nid, struct task_struct *task);

/* It is woken to end. Return: whom to wait for, or NULL. */
struct task_struct *kswapd_detach(int nid);

#endif
