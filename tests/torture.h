/* SPDX-License-Identifier: MIT */
/*
 * torture.h - actors that use the kernel all at once
 *
 * `make torture` lets workers, two bound to each CPU, take random steps for
 * a long time. A step is an actor's: it takes something, keeps it for a
 * while, looks whether it is still as it was left, and gives it back.
 *
 *	static void step(struct torture_worker *w, void *state) { ... }
 *	static void stop(struct torture_worker *w, void *state) { ... }
 *	static const struct torture_actor vmalloc_actor = {
 *		.name = "vmalloc", .weight = 10, .state_size = sizeof(...),
 *		.step = step, .stop = stop,
 *	};
 *	TORTURE_ACTOR(vmalloc_actor);
 *
 * An area of the kernel adds a file tests/torture_NAME.c with its actors; no
 * list names them.
 */
#ifndef _TESTS_TORTURE_H
#define _TESTS_TORTURE_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/prandom.h>
#include <linux/types.h>

struct kunit;
struct page;
struct task_struct;

#define TORTURE_ACTORS_MAX	48

/**
 * struct torture_worker - one thread's part
 * @rnd:    its sequence: seed and number decide
 * @number: of all workers
 * @task:   his thread, or why there is none
 * @budget: pages that it may hold at once
 * @held:   pages that it holds
 * @steps:  by actor
 * @state:  each actor's
 */
struct torture_worker {
	struct rnd_state rnd;
	unsigned int number;
	struct task_struct *task;
	unsigned long budget;
	unsigned long held;
	unsigned long steps[TORTURE_ACTORS_MAX];
	void *state[TORTURE_ACTORS_MAX];
};

/**
 * struct torture_crew - all workers of a run
 * @name:     of their threads, with a %u for the CPU
 * @work:     what each does, of his struct torture_worker: a first round of
 *	      all there is, then more until kthread_should_stop()
 * @seed:     of the first; the next one's is one more
 * @worker:   @nr of them, zeroed by who allocates them
 * @nr_begun: how many have had their first round: @work adds itself
 */
struct torture_crew {
	const char *name;
	int (*work)(void *worker);
	u64 seed;
	struct torture_worker *worker;
	unsigned int nr;
	atomic_t nr_begun;
};

/**
 * struct torture_actor - something that is done
 * @name:	for the report
 * @weight:	how often, beside the others' weights
 * @state_size:	bytes for each worker, zeroed at the start
 * @prepare:	before the first worker starts: what all share; 0 or -errno,
 *		which fails the run; NULL
 * @step:	one random step; a task, may sleep
 * @stop:	give back what is in @state; NULL: nothing
 * @finish:	after the last worker has stopped: what all share; NULL
 * @check:	when all have finished: 0, or the number of an invariant of the
 *		area that is broken; NULL
 */
struct torture_actor {
	const char *name;
	unsigned int weight;
	size_t state_size;
	int (*prepare)(void);
	void (*step)(struct torture_worker *w, void *state);
	void (*stop)(struct torture_worker *w, void *state);
	void (*finish)(void);
	int (*check)(void);
};

TABLE_DECLARE(torture_actors, const struct torture_actor);
#define TORTURE_ACTOR(actor) \
	TABLE_ENTRY(torture_actors, const struct torture_actor, &actor)

/* Random: 0 to @below - 1; a stamp, never 0. */
u32 torture_below(struct torture_worker *w, u32 below);
u64 torture_owner(struct torture_worker *w);

/**
 * torture_stamp - mark [mem, mem + size) as @owner's
 *
 * A word at the start of each 64 bytes, and the last byte.
 */
void torture_stamp(void *mem, size_t size, u64 owner);

/* torture_intact - is every mark there? If not, says so in @who's name. */
bool torture_intact(const void *mem, size_t size, u64 owner, const char *who);

/* The same of a whole page, through a window. */
void torture_stamp_page(struct page *page, u64 owner);
void torture_check_page(struct page *page, u64 owner, const char *who);

/**
 * torture_start - a thread for each worker, bound round the CPUs
 *
 * They start when all are there. Who gets no thread has failed the case and
 * is not waited for.
 */
void torture_start(struct kunit *test, struct torture_crew *crew);

/* Has each had his first round? */
bool torture_all_begun(struct torture_crew *crew);

/* Ends them; all have returned. */
void torture_stop(struct torture_crew *crew);

/* torture_wrong - something is not as it must be; the run has failed */
void torture_wrong(const char *fmt, ...) __printf(1, 2);

/* How often that was. */
unsigned int torture_errors(void);

#endif
