/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SORT_H
#define _LINUX_SORT_H

#include <linux/types.h>

typedef int (*cmp_func_t)(const void *a, const void *b);
typedef int (*cmp_r_func_t)(const void *a, const void *b, const void *priv);
typedef void (*swap_func_t)(void *a, void *b, int size);
typedef void (*swap_r_func_t)(void *a, void *b, int size, const void *priv);

/**
 * sort - order an array in place
 * @base: the array
 * @num:  elements in it
 * @size: bytes of an element
 * @cmp:  < 0 if *a belongs before *b, 0 if either may, > 0 if after
 * @swap: exchanges two elements, or NULL to exchange their bytes
 *
 * O(n log n) in every case, no stack, no allocation; not stable (equal
 * elements may change places). Context: any that @cmp allows.
 */
void sort(void *base, size_t num, size_t size, cmp_func_t cmp,
	  swap_func_t swap);

/* The same; @priv is handed to @cmp and @swap. */
void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp,
	    swap_r_func_t swap, const void *priv);

#endif
