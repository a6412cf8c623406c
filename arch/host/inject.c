// SPDX-License-Identifier: MIT
/*
 * inject.c - an interrupt at the n-th point, or now and then
 *
 * A point is asm/inject.h's; it counts while interrupts are on and this
 * thread is in no handler. The handler sees what an interrupt on this CPU
 * would see: whatever the interrupted code has done so far, and nothing
 * half done that stands between local_irq_disable() and _enable().
 */
#include <asm/inject.h>
#include <asm/irqflags.h>
#include <linux/bug.h>
#include <linux/hardirq.h>

__thread bool host_inject_armed;

static __thread struct {
	void (*handler)(void);
	unsigned long passed;
	unsigned long nth;	/* 0: by chance, */
	unsigned int every;	/* one point of so many */
	unsigned int seed;
} inject;

static bool now(void)
{
	inject.passed++;
	if (inject.nth)
		return inject.passed == inject.nth;
	inject.seed = inject.seed * 1664525 + 1013904223;
	return (inject.seed >> 8) % inject.every == 0;
}

void host_inject(void)
{
	unsigned long flags;

	if (irqs_disabled() || !now())
		return;
	/* What follows has points of its own. */
	host_inject_armed = false;
	local_irq_save(flags);
	irq_enter();
	inject.handler();
	irq_exit();
	local_irq_restore(flags);
	host_inject_armed = true;
}

void host_inject_begin(void (*handler)(void), unsigned long nth)
{
	WARN_ON(host_inject_armed);
	inject.handler = handler;
	inject.passed = 0;
	inject.nth = nth;
	host_inject_armed = true;
}

void host_inject_begin_random(void (*handler)(void), unsigned int every,
			      unsigned int seed)
{
	host_inject_begin(handler, 0);
	inject.every = every;
	inject.seed = seed;
}

unsigned long host_inject_end(void)
{
	host_inject_armed = false;
	return inject.passed;
}

/* ---- called by the compiler before each load and store of mm/ (host.mk) --- */

#define SANCOV_POINT(name) \
	void __sanitizer_cov_##name(const void *addr); \
	void __sanitizer_cov_##name(const void *addr) { host_inject_point(); }

SANCOV_POINT(load1)
SANCOV_POINT(load2)
SANCOV_POINT(load4)
SANCOV_POINT(load8)
SANCOV_POINT(load16)
SANCOV_POINT(store1)
SANCOV_POINT(store2)
SANCOV_POINT(store4)
SANCOV_POINT(store8)
SANCOV_POINT(store16)
