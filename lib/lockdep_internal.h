/* SPDX-License-Identifier: MIT */
/*
 * lockdep_internal.h - what the files of lockdep share: see lockdep.c
 *
 * "Graph lock" means between lockdep_graph_lock() and _unlock(), interrupts
 * off. What is read without it only ever goes from 0 to its value.
 */
#ifndef _LIB_LOCKDEP_INTERNAL_H
#define _LIB_LOCKDEP_INTERNAL_H

#include <linux/lockdep.h>
#include <linux/seq_file.h>

/* About 20 places initialise locks, tests as many; each subclass counts. */
#define MAX_CLASSES	256

/* Two a class and one an order, less what several share. */
#define MAX_TRACES	1024
#define TRACE_FRAMES	14

/* The longest cycle that is shown whole. */
#define MAX_CHAIN	16

/* How a lock has been taken with regard to interrupts. W: as a writer. */
enum lock_usage {
	IN_HARDIRQ_W,		/* by an interrupt */
	IN_HARDIRQ_R,
	HARDIRQ_ON_W,		/* or held, with interrupts on */
	HARDIRQ_ON_R,
	NR_LOCK_USAGES,
};

#define USAGE_IN	(1U << IN_HARDIRQ_W | 1U << IN_HARDIRQ_R)
#define USAGE_ON	(1U << HARDIRQ_ON_W | 1U << HARDIRQ_ON_R)

/* What of a class has been reported, and is not again. */
enum lock_told {
	TOLD_RECURSION	= 1,
	TOLD_USAGE	= 2,
	TOLD_WAIT	= 4,
	TOLD_BALANCE	= 8,
	TOLD_HELD	= 16,
};

/**
 * struct lock_class - locks that obey one order
 * @key:      its identity, an address; NULL: not in use
 * @name:     as in struct lockdep_map
 * @first:    the trace of the first time
 * @usage:    bits by enum lock_usage
 * @trace:    for each of them
 * @told:     enum lock_told
 * @subclass: of the key; printed as "name/1"
 * @wait:     enum lockdep_wait_type
 * @next:     in the chain of its hash, 0 at the end
 */
struct lock_class {
	const void *key;
	const char *name;
	u16 first;
	u16 trace[NR_LOCK_USAGES];
	unsigned int usage;
	unsigned int told;
	u8 subclass;
	u8 wait;
	u16 next;
};

extern struct lock_class lock_classes[MAX_CLASSES];	/* [0] is nobody */

/*
 * lock_order[a][b]: b was taken while a was held. The trace of the first
 * time, 0: never. The bit marks one that was reported: it is in no path.
 */
#define ORDER_REPORTED	0x8000
extern u16 lock_order[MAX_CLASSES][MAX_CLASSES];

void lockdep_graph_lock(void);
void lockdep_graph_unlock(void);

/**
 * class_of - the class of a lock, made if it is new; @ip asks
 *
 * Return: its number; 0 if there is no room or the lock has no identity.
 */
unsigned int class_of(struct lockdep_map *map, unsigned int subclass,
		      unsigned long ip);
unsigned int class_find(const void *key);	/* 0: there is none */
unsigned int nr_classes(void);

/* Traces. lockdep_walk() drops what is below @ip, if @ip is found. */
unsigned int lockdep_walk(unsigned long *pc, unsigned int max,
			  unsigned long ip);
u16 trace_save(unsigned long ip);	/* graph lock; never 0 */
void trace_print(u16 trace);
unsigned long trace_caller(u16 trace);	/* 0: not known */
unsigned int nr_traces(void);

/**
 * struct finding - what is wrong, found under the graph lock, told without
 * @what:  Linux's words; NULL: nothing is wrong
 * @held:  the lock held, or NULL
 * @taken: the lock that is being taken, or given back
 * @ip:	   who takes it
 * @nr, @chain: classes in the order in which they were taken, the last one
 *	   before the first; for a cycle
 * @old, @new: enum lock_usage that contradict each other; in the class
 *	   chain[0] and chain[nr - 1]
 */
struct finding {
	const char *what;
	const struct held_lock *held;
	const struct held_lock *taken;
	unsigned long ip;
	unsigned int nr;
	u16 chain[MAX_CHAIN];
	enum lock_usage old;
	enum lock_usage new;
};

/* The order of classes: lockdep_graph.c */
void order_learn(struct finding *f);
void usage_learn(struct finding *f, unsigned int class, enum lock_usage usage);
unsigned int nr_orders(void);
void order_forget(unsigned int class);
bool usage_conflicts(unsigned int class, enum lock_usage usage,
		     enum lock_usage *old);

/* Words: lockdep_report.c */
bool lockdep_report_begin(const char *what, unsigned int class);
void lockdep_report_end(void);
void lockdep_report_cycle(const struct finding *f);
void lockdep_report_usage(const struct finding *f);
void lockdep_report_pair(const struct finding *f);
void lockdep_print_class(unsigned int class);
void lockdep_print_held(const struct held_lock *h);
void lockdep_print_all_held(const struct lockdep_task *task);
void lockdep_usage_chars(unsigned int usage, char out[3]);

/*
 * The stack of held locks of who runs here. Between lockdep_enter(), if it
 * returned true, and lockdep_leave() interrupts are off and nothing that we
 * call is watched.
 */
struct lockdep_task *lockdep_this_task(void);
bool lockdep_enter(unsigned long *flags);
void lockdep_leave(unsigned long flags);
struct held_lock *lockdep_find_held(struct lockdep_task *task,
				    const struct lockdep_map *lock);

/* Locks on top that another CPU has given back for us. */
void lockdep_drop_stolen(struct lockdep_task *task);

/* lockdep_show - every class and what was taken under it; /proc/lockdep */
int lockdep_show(struct seq_file *m, void *v);

/* lockdep_check - panics naming the invariant of lockdep.c that is broken */
void lockdep_check(void);

#endif
