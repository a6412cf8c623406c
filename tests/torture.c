// SPDX-License-Identifier: MIT
/*
 * torture.c - what every actor needs: chance, and marks on what is his
 */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include "torture.h"

#define STAMP_EVERY	64

static atomic_t errors;

u32 torture_below(struct torture_worker *w, u32 below)
{
	return (u64)prandom_u32_state(&w->rnd) * below >> 32;
}

u64 torture_owner(struct torture_worker *w)
{
	u64 high = prandom_u32_state(&w->rnd);

	return high << 32 | prandom_u32_state(&w->rnd) | 1;
}

/* Not the same in two places: a copy of another's page is not ours. */
static u64 mark(u64 owner, size_t at)
{
	return owner + at * 0x9e3779b97f4a7c15ULL;
}

void torture_stamp(void *mem, size_t size, u64 owner)
{
	size_t at;

	for (at = 0; at + sizeof(u64) <= size; at += STAMP_EVERY)
		*(u64 *)((char *)mem + at) = mark(owner, at);
	/* In small things it is a part of the only word. */
	if (size % STAMP_EVERY == 0 || size % STAMP_EVERY > sizeof(u64) ||
	    size < sizeof(u64))
		((u8 *)mem)[size - 1] = (u8)owner;
}

static bool last_is_intact(const u8 *mem, size_t size, u64 owner)
{
	if (size % STAMP_EVERY == 0 || size % STAMP_EVERY > sizeof(u64) ||
	    size < sizeof(u64))
		return mem[size - 1] == (u8)owner;
	return true;
}

bool torture_intact(const void *mem, size_t size, u64 owner, const char *who)
{
	size_t at;

	for (at = 0; at + sizeof(u64) <= size; at += STAMP_EVERY) {
		u64 found = *(const u64 *)((const char *)mem + at);

		if (found == mark(owner, at))
			continue;
		torture_wrong("%s: byte %zu of %zu at %px: found %#llx, left %#llx",
			      who, at, size, mem, found, mark(owner, at));
		return false;
	}
	if (last_is_intact(mem, size, owner))
		return true;
	torture_wrong("%s: the last byte of %zu at %px is not as it was left",
		      who, size, mem);
	return false;
}

void torture_wrong(const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	atomic_inc(&errors);
	WARN(1, "torture: %s\n", text);
}

unsigned int torture_errors(void)
{
	return atomic_xchg(&errors, 0);
}
