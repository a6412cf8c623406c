// SPDX-License-Identifier: MIT
/*
 * sort.c - heap sort
 *
 * PROBLEM
 *	Sort an array of anything, before there is an allocator, on a kernel
 *	stack, from data that firmware or a caller chose. Quick sort can be
 *	driven to O(n^2) and needs a stack; merge sort needs a second array.
 *
 * IDEA
 *	Read the array as a binary tree: the children of element i are
 *	2i + 1 and 2i + 2. It is a heap if no child is larger than its parent,
 *	so that the largest element is at 0.
 *
 *		 0		1. Make it a heap, from the last parent up:
 *	       /   \		   sift each parent down to its place.
 *	      1     2		2. Exchange element 0, the largest, with the
 *	     / \   / \		   last; the heap is one shorter; sift the
 *	    3   4 5   6		   new element 0 down. Repeat.
 *
 *	A sift goes down one path: at most log2(n) steps of two comparisons,
 *	so the whole is O(n log n) whatever the data, without recursion.
 *
 * LEFT OUT
 *	Stability: equal elements may change places. Sifting bottom-up, as
 *	Linux does, would save about half of the comparisons.
 */
#include <linux/export.h>
#include <linux/sort.h>

/* What one call of sort() or sort_r() was given */
struct sorting {
	u8 *base;
	size_t size;
	cmp_r_func_t cmp;
	swap_r_func_t swap;
	const void *priv;
};

static void swap_bytes(void *a, void *b, int size, const void *priv)
{
	u8 *x = a, *y = b;

	for (int i = 0; i < size; i++) {
		u8 byte = x[i];

		x[i] = y[i];
		y[i] = byte;
	}
}

static void *element(const struct sorting *s, size_t i)
{
	return s->base + i * s->size;
}

static void exchange(const struct sorting *s, size_t i, size_t j)
{
	s->swap(element(s, i), element(s, j), (int)s->size, s->priv);
}

static bool is_less(const struct sorting *s, size_t i, size_t j)
{
	return s->cmp(element(s, i), element(s, j), s->priv) < 0;
}

/* Elements [parent + 1, num) obey the heap rule; make @parent obey it. */
static void sift_down(const struct sorting *s, size_t parent, size_t num)
{
	while (parent < num / 2) {
		size_t child = 2 * parent + 1;

		if (child + 1 < num && is_less(s, child, child + 1))
			child++;
		if (!is_less(s, parent, child))
			return;
		exchange(s, parent, child);
		parent = child;
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp,
	    swap_r_func_t swap, const void *priv)
{
	const struct sorting s = {
		.base = base,
		.size = size,
		.cmp = cmp,
		.swap = swap ? swap : swap_bytes,
		.priv = priv,
	};

	for (size_t parent = num / 2; parent-- > 0;)
		sift_down(&s, parent, num);

	for (size_t last = num; last-- > 1;) {
		exchange(&s, 0, last);
		sift_down(&s, 0, last);
	}
}
EXPORT_SYMBOL(sort_r);

/* sort() is sort_r() whose private data are the two plain functions. */
struct plain_funcs {
	cmp_func_t cmp;
	swap_func_t swap;
};

static int call_cmp(const void *a, const void *b, const void *priv)
{
	const struct plain_funcs *funcs = priv;

	return funcs->cmp(a, b);
}

static void call_swap(void *a, void *b, int size, const void *priv)
{
	const struct plain_funcs *funcs = priv;

	funcs->swap(a, b, size);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp,
	  swap_func_t swap)
{
	const struct plain_funcs funcs = { .cmp = cmp, .swap = swap };

	sort_r(base, num, size, call_cmp, swap ? call_swap : NULL, &funcs);
}
EXPORT_SYMBOL(sort);
