/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_CONTAINER_OF_H
#define _LINUX_CONTAINER_OF_H

#include <linux/compiler.h>
#include <linux/stddef.h>

#define typeof_member(T, m)	__typeof__(((T *)0)->m)

/**
 * container_of - from a member to the structure around it
 * @ptr:    address of the member
 * @type:   the structure
 * @member: the member's name in it
 *
 * The assertion catches a pointer to something else; void * passes. The
 * subtraction is of integers, because list loops end with the head's
 * "container", which does not exist: as a pointer it would be undefined.
 */
#define container_of(ptr, type, member) ({ \
	static_assert(__same_type(*(ptr), ((type *)0)->member) || \
		      __same_type(*(ptr), void), \
		      "pointer type mismatch in container_of()"); \
	((type *)((unsigned long)(ptr) - offsetof(type, member))); })

/* The same, const if @ptr points to const. */
#define container_of_const(ptr, type, member) \
	_Generic(ptr, \
		const __typeof__(*(ptr)) *: \
			((const type *)container_of(ptr, type, member)), \
		default: ((type *)container_of(ptr, type, member)))

#endif
