// SPDX-License-Identifier: MIT
/*
 * try_catch.c - leave a test case from any depth
 *
 * PROBLEM
 *	A failed assertion may be far below the case that it belongs to, and
 *	nothing between them looks at return values.
 *
 * IDEA
 *	Remember the frame that started the case and jump back to it:
 *
 *		kunit_try_catch_run	env = this frame	<--+
 *		  case				 		   |
 *		    helper				 	   |
 *		      KUNIT_ASSERT_EQ fails -> kunit_try_catch_throw
 *
 *	The compiler's __builtin_setjmp is enough and needs no assembly: it
 *	saves frame, stack and resume address and has the compiler treat every
 *	register as lost at the resume point.
 *
 * INVARIANT
 *	I1  env is used only while the frame that filled it is alive: running
 *	    is true from just before setjmp until the try is over, and a throw
 *	    without it is a BUG.
 *
 * FAILURE
 *	What the abandoned frames held - a lock, interrupts off - stays held:
 *	assert only with nothing in hand, or hand it to a resource.
 *
 * LEFT OUT
 *	Linux runs each case in a kthread that ends itself. That survives a
 *	case that never returns, and needs a scheduler; once there is one this
 *	file is where it goes, behind the same three functions.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <kunit/try-catch.h>

/*
 * Never inlined: setjmp makes every register of its function dead at the
 * second return, which must not spread into a caller.
 */
static noinline void run_try(struct kunit_try_catch *tc)
{
	tc->running = true;
	if (__builtin_setjmp(tc->env)) {
		/* Second return. Nothing but memory may be trusted here. */
		return;
	}
	tc->try(tc->context);
}

void kunit_try_catch_run(struct kunit_try_catch *tc, void *context)
{
	tc->context = context;
	tc->try_result = 0;
	run_try(tc);
	tc->running = false;
	if (tc->try_result && tc->catch)
		tc->catch(context);
}
EXPORT_SYMBOL(kunit_try_catch_run);

void kunit_try_catch_throw(struct kunit_try_catch *tc)
{
	BUG_ON(!tc->running);	/* I1 */
	tc->try_result = -EFAULT;
	__builtin_longjmp(tc->env, 1);
}
EXPORT_SYMBOL(kunit_try_catch_throw);
