/* SPDX-License-Identifier: MIT */
/*
 * timer.h - call a function when a time has come
 *
 *	struct timer_list t;
 *	timer_setup(&t, function, 0);
 *	mod_timer(&t, jiffies + msecs_to_jiffies(20));
 *
 * The function is called once, not before jiffies has reached @expires and
 * at the next tick after it, in a soft interrupt of the CPU that armed the
 * timer: interrupts on, no sleeping. It may arm the timer again, and free
 * the memory the timer stands in.
 *
 * Context: any but NMI; the _sync forms: not a hardware interrupt, and no
 * lock held that the function takes.
 */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/types.h>

struct seq_file;

/**
 * struct timer_list
 * @entry:    in the wheel of its CPU, or unhashed
 * @expires:  jiffies
 * @function: NULL: it was shut down
 * @flags:    the number of its CPU, and TIMER_*
 */
struct timer_list {
	struct hlist_node entry;
	unsigned long expires;
	void (*function)(struct timer_list *timer);
	u32 flags;
};

#define TIMER_CPUMASK		0x0003ffff
/* Taken, and change nothing: every timer is bound to the CPU that armed it. */
#define TIMER_DEFERRABLE	0x00080000
#define TIMER_PINNED		0x00100000
/* Its function is called with interrupts off. */
#define TIMER_IRQSAFE		0x00200000

#define __TIMER_INITIALIZER(fn, _flags) \
	{ .function = (fn), .flags = (_flags) }
#define DEFINE_TIMER(name, fn) \
	struct timer_list name = __TIMER_INITIALIZER(fn, 0)

void timer_init_key(struct timer_list *timer,
		    void (*func)(struct timer_list *timer),
		    unsigned int flags);
#define timer_setup(timer, callback, flags) \
	timer_init_key(timer, callback, flags)
#define timer_setup_on_stack(timer, callback, flags) \
	timer_init_key(timer, callback, flags)
#define destroy_timer_on_stack(timer)	do { } while (0)

/* In the function: what the timer is a member of. */
#define from_timer(var, callback_timer, timer_fieldname) \
	container_of(callback_timer, __typeof__(*var), timer_fieldname)
#define timer_container_of(var, callback_timer, timer_fieldname) \
	from_timer(var, callback_timer, timer_fieldname)

/* Armed and not run yet? Old news when it returns. */
static inline int timer_pending(const struct timer_list *timer)
{
	return !hlist_unhashed_lockless(&timer->entry);
}

/**
 * mod_timer - arm, or set to another time
 * @timer:   set up
 * @expires: jiffies; what has passed already is run at the next tick
 *
 * Return: 1 if it was armed before, 0 if not (or if it was shut down).
 */
int mod_timer(struct timer_list *timer, unsigned long expires);

/* The same, but only if it is armed; or only if that makes it earlier. */
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
int timer_reduce(struct timer_list *timer, unsigned long expires);

/* At timer->expires; it must not be armed: reported, and nothing is done. */
void add_timer(struct timer_list *timer);
void add_timer_on(struct timer_list *timer, int cpu);
#define add_timer_local(timer)	add_timer(timer)
#define add_timer_global(timer)	add_timer(timer)

/**
 * timer_delete - disarm; its function may be running all the same
 * @timer: set up
 *
 * Return: 1 if it was armed, else 0.
 */
int timer_delete(struct timer_list *timer);

/* And wait until its function has returned, if it runs. */
int timer_delete_sync(struct timer_list *timer);

/* Only if its function does not run. Return: -1: it does */
int timer_delete_sync_try(struct timer_list *timer);
#define try_to_del_timer_sync(timer)	timer_delete_sync_try(timer)

/* And it cannot be armed any more, whoever tries: before it is freed. */
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

#define del_timer(timer)	timer_delete(timer)
#define del_timer_sync(timer)	timer_delete_sync(timer)

/* ---- the scheduler's side ---- */

/* Once, with per-CPU areas, before any timer is armed. */
void timers_init(void);

/* This CPU's clock has ticked: in_hardirq(), interrupts off. */
void timers_tick(void);

/* /proc/timer_list; 0 or the number of a broken invariant of @cpu's wheel */
int timers_show(struct seq_file *m, void *v);
int timers_broken(unsigned int cpu);

#endif
