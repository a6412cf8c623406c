/* SPDX-License-Identifier: MIT */
/*
 * try-catch.h - run a function that may be left from any depth
 *
 *	kunit_try_catch_init(&tc, test, try, catch);
 *	kunit_try_catch_run(&tc, context);
 *
 * runs try(context). If anything below it calls kunit_try_catch_throw(&tc),
 * the rest of try is abandoned and catch(context) runs instead.
 */
#ifndef _KUNIT_TRY_CATCH_H
#define _KUNIT_TRY_CATCH_H

#include <linux/compiler.h>

struct kunit;

typedef void (*kunit_try_catch_func_t)(void *context);

/**
 * struct kunit_try_catch - one place to come back to
 * @test:	whose it is; for the callee's use
 * @try_result:	0 if @try returned, -EFAULT if it was left by a throw
 * @try:	the function that may be left
 * @catch:	runs after a throw; may be NULL
 * @context:	given to both
 * @running:	between the start of @try and its end: only then may a throw
 *		happen, because only then does @env name a live stack frame
 * @env:	frame, stack and resume address, and two words for the
 *		compiler: the five words that __builtin_setjmp asks for
 */
struct kunit_try_catch {
	struct kunit *test;
	int try_result;
	kunit_try_catch_func_t try;
	kunit_try_catch_func_t catch;
	void *context;
	bool running;
	void *env[5];
};

static inline void kunit_try_catch_init(struct kunit_try_catch *tc,
					struct kunit *test,
					kunit_try_catch_func_t try,
					kunit_try_catch_func_t catch)
{
	tc->test = test;
	tc->try = try;
	tc->catch = catch;
	tc->try_result = 0;
	tc->running = false;
}

void kunit_try_catch_run(struct kunit_try_catch *tc, void *context);

/* Leave @tc's try function; a BUG if it is not running. */
void kunit_try_catch_throw(struct kunit_try_catch *tc) __noreturn;

static inline int kunit_try_catch_get_result(struct kunit_try_catch *tc)
{
	return tc->try_result;
}

#endif
