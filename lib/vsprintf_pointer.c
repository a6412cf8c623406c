// SPDX-License-Identifier: MIT
/*
 * vsprintf_pointer.c - the family of %p
 *
 * The letters behind %p say what the pointer points to:
 *
 *	p px pK		the address: 16 digits (not hashed: this is a kernel
 *			to look into, and nobody here is kept out)
 *	pS pB		name+0x1a/0x40 of the function there; B for a return
 *			address
 *	ps		the name alone
 *	pa pap pad	a phys_addr_t, a phys_addr_t, a dma_addr_t: passed
 *			by reference, because their width may differ
 *	pR pr		a struct resource: words for its flags; their number
 *	pe		an ERR_PTR() by name
 *	*ph		as many bytes, with blanks between them; phC colons,
 *			phD dashes, phN nothing
 *
 * Other letters count as %p. What would be followed and is NULL, in the
 * null page or an error number is named instead: (null), (efault).
 */
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/hex.h>
#include <linux/ioport.h>
#include <linux/kallsyms.h>
#include <linux/minmax.h>

#include "vsprintf.h"

#define POINTER_DIGITS	16	/* 64 bits */
#define HEX_BYTES_MAX	64	/* longer is for print_hex_dump() */

static void address(struct text *out, const void *ptr,
		    const struct conv *conv)
{
	struct conv number = *conv;

	number.precision = POINTER_DIGITS;
	number.flags &= CONV_LEFT | CONV_ALT;
	text_number(out, (unsigned long)ptr, &number);
}

static void symbol(struct text *out, char kind, const void *ptr,
		   const struct conv *conv)
{
	char name[KSYM_SYMBOL_LEN];
	unsigned long addr = (unsigned long)ptr;

	if (kind == 'B')
		sprint_backtrace(name, addr);
	else if (kind == 'S')
		sprint_symbol(name, addr);
	else
		sprint_symbol_no_offset(name, addr);
	text_string(out, name, conv);
}

/* Both types have 64 bits here, so %pa, %pap and %pad are one. */
static void address_by_reference(struct text *out, const void *ptr,
				 const struct conv *conv)
{
	struct conv number = *conv;

	static_assert(sizeof(phys_addr_t) == sizeof(u64));
	static_assert(sizeof(dma_addr_t) == sizeof(u64));
	number.flags |= CONV_ALT;
	number.precision = 2 * sizeof(u64);
	text_number(out, *(const u64 *)ptr, &number);
}

static void error(struct text *out, const void *ptr, const struct conv *conv)
{
	struct conv number = *conv;
	const char *name;

	if (!IS_ERR(ptr)) {
		address(out, ptr, conv);
		return;
	}
	name = errname((int)PTR_ERR(ptr));
	if (name) {
		text_string(out, name, conv);
		return;
	}
	number.base = 10;
	number.flags |= CONV_SIGNED;
	text_number(out, (u64)PTR_ERR(ptr), &number);
}

static void hex_bytes(struct text *out, char kind, const u8 *bytes,
		      const struct conv *conv)
{
	int count = conv->width < 0 ? 1 : min(conv->width, HEX_BYTES_MAX);
	char separator = ' ';

	if (kind == 'C')
		separator = ':';
	else if (kind == 'D')
		separator = '-';

	for (int i = 0; i < count; i++) {
		if (i && kind != 'N')
			text_char(out, separator);
		text_char(out, hex_asc_hi(bytes[i]));
		text_char(out, hex_asc_lo(bytes[i]));
	}
}

/* How the types of resources are written */
static const struct resource_kind {
	unsigned long type;
	const char *name;	/* in a column of 4 */
	unsigned int base;
	int digits;
} resource_kinds[] = {
	{ IORESOURCE_IO,  "io  ", 16, 4 },	/* ports: 16 bits */
	{ IORESOURCE_MEM, "mem ", 16, 8 },	/* longer above 4 GiB */
	{ IORESOURCE_IRQ, "irq ", 10, 0 },
	{ IORESOURCE_DMA, "dma ", 10, 0 },
	{ IORESOURCE_BUS, "bus ", 16, 2 },
	{ 0,		  "??? ", 16, 8 },	/* ends the table */
};

static const struct resource_kind *find_kind(const struct resource *res)
{
	const struct resource_kind *kind = resource_kinds;

	while (kind->type && kind->type != resource_type(res))
		kind++;
	return kind;
}

static void resource_number(struct text *out, u64 value,
			    const struct resource_kind *kind)
{
	const struct conv number = {
		/* A bus number is two bare digits. */
		.flags = kind->digits > 2 ? CONV_ALT : 0,
		.base = kind->base,
		.width = -1,
		.precision = kind->digits,
	};

	text_number(out, value, &number);
}

static void resource_flag_words(struct text *out, const struct resource *res)
{
	if (res->flags & IORESOURCE_MEM_64)
		text_plain(out, " 64bit");
	if (res->flags & IORESOURCE_PREFETCH)
		text_plain(out, " pref");
	if (res->flags & IORESOURCE_WINDOW)
		text_plain(out, " window");
	if (res->flags & IORESOURCE_DISABLED)
		text_plain(out, " disabled");
}

static void resource_flag_number(struct text *out, const struct resource *res)
{
	const struct conv number = {
		.flags = CONV_ALT, .base = 16, .width = -1, .precision = -1,
	};

	text_plain(out, " flags ");
	text_number(out, res->flags, &number);
}

/* [mem 0xfee00000-0xfee00fff], [io  0x0064], [irq 4] */
static void resource(struct text *out, char letter,
		     const struct resource *res)
{
	const struct resource_kind *kind = find_kind(res);
	char how = kind->type ? letter : 'r';	/* no words for "???" */

	text_char(out, '[');
	text_plain(out, kind->name);
	if (how == 'R' && res->flags & IORESOURCE_UNSET) {
		text_plain(out, "size ");
		resource_number(out, resource_size(res), kind);
	} else {
		resource_number(out, res->start, kind);
		if (res->start != res->end) {
			text_char(out, '-');
			resource_number(out, res->end, kind);
		}
	}
	if (how == 'R')
		resource_flag_words(out, res);
	else
		resource_flag_number(out, res);
	text_char(out, ']');
}

/* Those that follow the pointer */
static void pointee(struct text *out, const char *fmt, const void *ptr,
		    const struct conv *conv)
{
	const char *bad = text_bad_pointer(ptr);

	if (bad) {
		text_string(out, bad, conv);
		return;
	}
	switch (fmt[0]) {
	case 'a':
		address_by_reference(out, ptr, conv);
		break;
	case 'h':
		hex_bytes(out, fmt[1], ptr, conv);
		break;
	default:
		resource(out, fmt[0], ptr);
		break;
	}
}

void text_pointer(struct text *out, const char *fmt, const void *ptr,
		  const struct conv *conv)
{
	switch (fmt[0]) {
	case 'x':
		address(out, ptr, conv);
		break;
	case 'S':
	case 's':
	case 'B':
		symbol(out, fmt[0], ptr, conv);
		break;
	case 'a':
	case 'h':
	case 'R':
	case 'r':
		pointee(out, fmt, ptr, conv);
		break;
	case 'e':
		error(out, ptr, conv);
		break;
	default:
		address(out, ptr, conv);
		break;
	}
}
