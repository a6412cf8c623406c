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

#include <linux/compiler.h>
#include <linux/prandom.h>
#include <linux/types.h>

#define TORTURE_ACTORS_MAX	48

/**
 * struct torture_worker - one thread's part
 * @rnd:    its sequence: seed and number decide
 * @number: of all workers
 * @budget: pages that it may hold at once
 * @held:   pages that it holds
 * @steps:  by actor
 * @state:  each actor's
 */
struct torture_worker {
	struct rnd_state rnd;
	unsigned int number;
	unsigned long budget;
	unsigned long held;
	unsigned long steps[TORTURE_ACTORS_MAX];
	void *state[TORTURE_ACTORS_MAX];
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

/* torture_wrong - something is not as it must be; the run has failed */
void torture_wrong(const char *fmt, ...) __printf(1, 2);

/* How often that was. */
unsigned int torture_errors(void);

#endif
