// SPDX-License-Identifier: MIT
/*
 * gfp_flags.c - what a request said about itself, in words, and back
 *
 * PROBLEM
 *	"mode:0x800d20" in a report tells a reader nothing. A list of all the
 *	bits that are set tells too much: who writes GFP_KERNEL means one
 *	thing, not four.
 *
 * IDEA
 *	One table, the largest combinations first. A name is said if all its
 *	bits are still there, and takes them away:
 *
 *		0x0dc0	KSWAPD DIRECT ZERO FS IO
 *			GFP_KERNEL takes four of them	-> ZERO is left
 *			__GFP_ZERO takes the last	-> nothing is left
 *			"GFP_KERNEL|__GFP_ZERO"
 *
 *	Reading a text back goes through the same table, and a second one for
 *	the names that the books use.
 *
 * COMPLETE
 *	Names cover every known bit, so that what remains for a number is a
 *	bit that no caller may set. It is a table: who adds a bit and no name
 *	is told by tests/mm_report_test.c.
 *
 * LOCKING
 *	None: tables that nobody writes.
 *
 * FAILURE
 *	A text that does not fit is cut; a word nobody knows is -EINVAL.
 *
 * SOURCES
 *	Linux: %pGg in Documentation/core-api/printk-formats.rst (the format).
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/page_view.h>
#include <linux/sprintf.h>
#include <linux/string.h>

struct gfp_name {
	gfp_t bits;
	const char *name;
};

#define NAMED(flag)	{ flag, #flag }

static const struct gfp_name names[] = {
	/* combinations, supersets before their subsets */
	NAMED(GFP_HIGHUSER_MOVABLE),
	NAMED(GFP_HIGHUSER),
	NAMED(GFP_USER),
	NAMED(GFP_KERNEL_ACCOUNT),
	NAMED(GFP_KERNEL),
	NAMED(GFP_NOFS),
	NAMED(GFP_ATOMIC),
	NAMED(GFP_NOIO),
	NAMED(GFP_NOWAIT),
	NAMED(GFP_DMA),
	NAMED(GFP_DMA32),
	/* single bits */
	NAMED(__GFP_HIGHMEM),
	NAMED(__GFP_MOVABLE),
	NAMED(__GFP_RECLAIMABLE),
	NAMED(__GFP_HIGH),
	NAMED(__GFP_IO),
	NAMED(__GFP_FS),
	NAMED(__GFP_ZERO),
	NAMED(__GFP_COLD),
	NAMED(__GFP_DIRECT_RECLAIM),
	NAMED(__GFP_KSWAPD_RECLAIM),
	NAMED(__GFP_WRITE),
	NAMED(__GFP_NOWARN),
	NAMED(__GFP_RETRY_MAYFAIL),
	NAMED(__GFP_NOFAIL),
	NAMED(__GFP_NORETRY),
	NAMED(__GFP_MEMALLOC),
	NAMED(__GFP_COMP),
	NAMED(__GFP_NOMEMALLOC),
	NAMED(__GFP_HARDWALL),
	NAMED(__GFP_THISNODE),
	NAMED(__GFP_ACCOUNT),
	{ (gfp_t)___GFP_SKIP_ZERO, "__GFP_SKIP_ZERO" },
};

/* Understood, never said. */
static const struct gfp_name aliases[] = {
	NAMED(__GFP_DMA),
	NAMED(__GFP_DMA32),
	NAMED(__GFP_RECLAIM),
	NAMED(__GFP_WAIT),
	NAMED(__GFP_REPEAT),
};

size_t gfp_flags_text(gfp_t gfp, char *buf, size_t size)
{
	unsigned int i;
	size_t len = 0;

	if (!gfp)
		return scnprintf(buf, size, "none");
	buf[0] = '\0';
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if ((gfp & names[i].bits) != names[i].bits)
			continue;
		gfp &= ~names[i].bits;
		len += scnprintf(buf + len, size - len, "%s%s",
				 len ? "|" : "", names[i].name);
	}
	if (gfp)
		len += scnprintf(buf + len, size - len, "%s%#x",
				 len ? "|" : "", (unsigned int)gfp);
	return len;
}

static gfp_t bits_of(const struct gfp_name *table, size_t nr,
		     const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!strncmp(table[i].name, word, len) &&
		    !table[i].name[len])
			return table[i].bits;
	}
	return 0;
}

/* One word of @len characters. */
static int parse_word(const char *word, size_t len, gfp_t *bits)
{
	char number[16];
	unsigned int value;

	*bits = bits_of(names, ARRAY_SIZE(names), word, len);
	if (!*bits)
		*bits = bits_of(aliases, ARRAY_SIZE(aliases), word, len);
	if (*bits)
		return 0;
	if (len >= sizeof(number))
		return -EINVAL;
	memcpy(number, word, len);
	number[len] = '\0';
	if (kstrtouint(number, 0, &value))
		return -EINVAL;
	*bits = (gfp_t)value;
	return 0;
}

int gfp_flags_parse(const char *text, gfp_t *gfp)
{
	gfp_t all = 0, bits;

	for (;;) {
		const char *end = strchrnul(text, '|');

		if (parse_word(text, end - text, &bits))
			return -EINVAL;
		all |= bits;
		if (!*end)
			break;
		text = end + 1;
	}
	*gfp = all;
	return 0;
}
