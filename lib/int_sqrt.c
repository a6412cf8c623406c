// SPDX-License-Identifier: MIT
/*
 * int_sqrt.c - the integer part of a square root, a bit at a time
 *
 * From the highest bit down, a bit of the root stays if the square of what
 * is there so far, with it, is not above @x: school's long-hand method in
 * base two. 32 rounds, no multiplication.
 */
#include <linux/export.h>
#include <linux/math.h>

unsigned long int_sqrt(unsigned long x)
{
	unsigned long bit = 1UL << 62, root = 0;

	while (bit) {
		if (x >= root + bit) {
			x -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
		bit >>= 2;
	}
	return root;
}
EXPORT_SYMBOL(int_sqrt);
