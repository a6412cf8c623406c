/* SPDX-License-Identifier: MIT */
/*
 * kmemleak.h - objects that nothing leads to (kmemleak=on)
 *
 *	mm> kmemleak scan
 *	mm> cat kmemleak
 *
 * The few hooks that owners of objects need; the allocators' own are not
 * needed here (mm/kmemleak.c says why). Without kmemleak=on they do nothing.
 */
#ifndef _LINUX_KMEMLEAK_H
#define _LINUX_KMEMLEAK_H

#include <linux/types.h>

struct seq_file;

/* kmemleak=on: caches made from now on keep tracks of their objects. */
extern bool kmemleak_on;

/**
 * kmemleak_not_leak - @ptr, an object, is known to be used although nothing
 * leads to it: not reported, and what it points to is reached
 * Context: any.
 */
void kmemleak_not_leak(const void *ptr);

/**
 * kmemleak_ignore - @ptr, an object, is not reported, and has no pointers
 * Context: any.
 */
void kmemleak_ignore(const void *ptr);

/**
 * kmemleak_scan - look for objects in use that nothing leads to
 *
 * Context: task, interrupts on; all other CPUs stand still meanwhile.
 * Return: how many there are.
 */
unsigned int kmemleak_scan(void);

/* kmemleak_clear - what the last scan has found is no leak from now on */
void kmemleak_clear(void);

/* Is @ptr an object that the last scan has found nothing to lead to? */
bool kmemleak_found(const void *ptr);

/* kmemleak_show - /proc/kmemleak: what the last scan has found */
int kmemleak_show(struct seq_file *m, void *v);

/* Say what is known of the object that @ptr lies in; false: it is none. */
bool kmemleak_dump(struct seq_file *m, const void *ptr);

#endif
