/* SPDX-License-Identifier: MIT */
/*
 * asm/inject.h - an interrupt between any two operations
 *
 * On a machine an interrupt comes between any two instructions. A thread has
 * none, so code that forgets to keep them out would pass every test. Here
 * each operation of the port that touches interrupts, the preempt count or a
 * CPU's own memory is a point at which a handler may run: at the n-th point,
 * for n = 1, 2, ... until there is no n-th, or at points drawn by chance.
 *
 *	host_inject_begin(handler, n);
 *	__free_page(page);		// the code that is looked at
 *	more = host_inject_end() >= n;
 */
#ifndef _ASM_INJECT_H
#define _ASM_INJECT_H

#include <linux/compiler.h>
#include <linux/kconfig.h>

extern __thread bool host_inject_armed;

void host_inject(void);

/*
 * Where an interrupt may come, if interrupts are on. Without CONFIG_HOST_WATCHED
 * none does: `make bench-host` measures what ships.
 */
static __always_inline void host_inject_point(void)
{
	if (IS_ENABLED(CONFIG_HOST_WATCHED) && unlikely(host_inject_armed))
		host_inject();
}

/*
 * host_inject_begin - this thread's @nth point from here runs @handler
 * host_inject_begin_random - one of @every points does, as @seed draws
 * host_inject_end - no more; how many points were passed
 *
 * @handler runs as an interrupt's does: interrupts off, in_hardirq(). Points
 * with interrupts off do not count, so @handler is never interrupted.
 */
void host_inject_begin(void (*handler)(void), unsigned long nth);
void host_inject_begin_random(void (*handler)(void), unsigned int every,
			      unsigned int seed);
unsigned long host_inject_end(void);

#endif
