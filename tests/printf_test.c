// SPDX-License-Identifier: MIT
/* printf_test.c - every conversion, and buffers of every size */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/ioport.h>
#include <linux/kallsyms.h>
#include <linux/limits.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#define UNTOUCHED	'~'

/*
 * With room for @size bytes: the beginning of @expect, a NUL, and nothing
 * behind it is written. @text has one byte more than @size.
 */
static bool is_cut_right(const char *text, size_t size, const char *expect)
{
	size_t len = min(strlen(expect), size ? size - 1 : 0);

	if (memcmp(text, expect, len) != 0)
		return false;
	if (size && text[len] != '\0')
		return false;
	return text[size] == UNTOUCHED;
}

/*
 * The text is right, its length is right, and so are both in every buffer
 * that is too small. (Not marked __printf: odd formats are the point.)
 */
static void check(struct kunit *test, const char *expect,
		  const char *fmt, ...)
{
	char text[160];
	va_list args;
	int len;

	for (size_t size = 0; size <= strlen(expect) + 1; size++) {
		memset(text, UNTOUCHED, sizeof(text));
		va_start(args, fmt);
		len = vsnprintf(text, size, fmt, args);
		va_end(args);
		KUNIT_EXPECT_EQ(test, len, (int)strlen(expect));
		KUNIT_EXPECT_TRUE(test, is_cut_right(text, size, expect));
	}
	KUNIT_EXPECT_STREQ(test, text, expect);
}

/* Text without conversions, and %% */
static void printf_literal(struct kunit *test)
{
	check(test, "", "");
	check(test, "plain text\n", "plain text\n");
	check(test, "100% 5%d", "100%% 5%%d");
}

/* %d %i %u %x %X %o at the ends of int */
static void printf_integers(struct kunit *test)
{
	check(test, "0 1 -1", "%d %i %d", 0, 1, -1);
	check(test, "2147483647 -2147483648", "%d %d", INT_MAX, INT_MIN);
	check(test, "4294967295 0", "%u %u", UINT_MAX, 0);
	check(test, "deadbeef BEEF", "%x %X", 0xdeadbeefu, 0xbeef);
	check(test, "17 37777777777", "%o %o", 15, UINT_MAX);
}

/* Length modifiers take the right bytes and leave the next argument alone */
static void printf_lengths(struct kunit *test)
{
	check(test, "-1 255 |-1 65535 |7", "%hhd %hhu |%hd %hu |%d",
	      0x1ff, 0x1ff, 0x1ffff, 0x1ffff, 7);
	check(test, "-9223372036854775808 7", "%ld %d", LONG_MIN, 7);
	check(test, "18446744073709551615 7", "%llu %d", ULLONG_MAX, 7);
	check(test, "ffffffffffffffff -1 7", "%zx %zd %d", SIZE_MAX,
	      (ssize_t)-1, 7);
	check(test, "-2 -3 -4 7", "%td %jd %Ld %d", -2l, -3l, -4ll, 7);
	check(test, "1777777777777777777777", "%llo", ULLONG_MAX);
}

/* Flags and widths: which side, which fill, where the sign goes */
static void printf_padding(struct kunit *test)
{
	check(test, "|   42|42   |00042|", "|%5d|%-5d|%05d|", 42, 42, 42);
	check(test, "|  -42|-42  |-0042|", "|%5d|%-5d|%05d|", -42, -42, -42);
	check(test, "|+42| 42|-42|42|", "|%+d|% d|% d|%+u|", 42, 42, -42, 42);
	check(test, "|42   |", "|%-05d|", 42);
	check(test, "12345", "%3d", 12345);
	check(test, "|   42|42   |", "|%*d|%*d|", 5, 42, -5, 42);
	check(test, "|0x2a|0X2A|052|  0x2a|0x002a|", "|%#x|%#X|%#o|%#6x|%#06x|",
	      42, 42, 42, 42, 42);
}

/* Precision of numbers; 0 keeps a digit, as in Linux and unlike in C */
static void printf_precision(struct kunit *test)
{
	check(test, "00042 -00042 0x00002a", "%.5d %.5d %#.6x", 42, -42, 42);
	check(test, "|   00042|00042   |", "|%8.5d|%-8.5d|", 42, 42);
	check(test, "0 0 0x0 0", "%.0d %.d %#x %#o", 0, 0, 0, 0);
	check(test, "007 7", "%.*d %.*d", 3, 7, -1, 7);
	check(test, "00000042", "%08.3d", 42);
}

/* %s with width and precision; a precision also spares the missing NUL */
static void printf_strings(struct kunit *test)
{
	const char no_nul[3] = { 'a', 'b', 'c' };

	check(test, "|text|", "|%s|", "text");
	check(test, "|  text|text  |", "|%6s|%-6s|", "text", "text");
	check(test, "|te|  te||", "|%.2s|%4.2s|%.0s|", "text", "text", "text");
	check(test, "abc", "%.3s", no_nul);
	check(test, "|ab|", "|%.*s|", 2, no_nul);
	check(test, "|x|  x|x  |", "|%c|%3c|%-3c|", 'x', 'x', 'x');
}

/* Pointers that would fault are named, not followed */
static void printf_bad_pointers(struct kunit *test)
{
	check(test, "(null) |  (null)|(nu|", "%s |%8s|%.3s|", NULL, NULL, NULL);
	check(test, "(efault)", "%s", (void *)8);
	check(test, "(efault)", "%s", ERR_PTR(-ENOMEM));
	check(test, "(null) (efault)", "%pa %pa", NULL, (void *)0x10);
	check(test, "(null) (efault)", "%pR %pR", NULL, (void *)0xfff);
	check(test, "(null) (efault)", "%4ph %4ph", NULL, (void *)1);
	check(test, "(null) 7", "%pV %d", NULL, 7);
}

/* A NUL character is a character */
static void printf_nul_char(struct kunit *test)
{
	char text[8];

	KUNIT_EXPECT_EQ(test, snprintf(text, sizeof(text), "a%cb", 0), 3);
	KUNIT_EXPECT_MEMEQ(test, text, "a\0b", 4);
}

/* %p and %px: 16 digits; unknown letters behind %p count as %p */
static void printf_addresses(struct kunit *test)
{
	void *p = (void *)0xffff888000001000ul;

	check(test, "ffff888000001000", "%p", p);
	check(test, "0000000000001234 0000000000000001", "%px %p",
	      (void *)0x1234, (void *)1);
	check(test, "|    ffff888000001000|", "|%20p|", p);
	check(test, "|ffff888000001000    |", "|%-20p|", p);
	check(test, "0000000000000000|0000000000000000", "%p|%px", NULL, NULL);
	check(test, "ffff888000001000.", "%pK.", p);
	check(test, "ffff888000001000.", "%pZZ9.", p);
}

/* %pa, %pap, %pad: by reference */
static void printf_physical(struct kunit *test)
{
	phys_addr_t phys = 0x12345678;
	dma_addr_t dma = 0xfedcba9876543210ull;

	check(test, "0x0000000012345678 0x0000000012345678", "%pa %pap",
	      &phys, &phys);
	check(test, "0xfedcba9876543210", "%pad", &dma);
}

/* %pR and %pr in every type of resource */
static void printf_resources(struct kunit *test)
{
	struct resource mem = DEFINE_RES_MEM(0, 0x1000);
	struct resource high = DEFINE_RES_MEM(0x100000000ull, 0x80000000);
	struct resource port = DEFINE_RES_IO(0x60, 5);
	struct resource irq = DEFINE_RES_IRQ(4);
	struct resource bus = DEFINE_RES_NAMED(0, 256, NULL, IORESOURCE_BUS);
	struct resource odd = DEFINE_RES_NAMED(1, 2, NULL, 0);

	check(test, "[mem 0x00000000-0x00000fff]", "%pR", &mem);
	check(test, "[mem 0x00000000-0x00000fff flags 0x200]", "%pr", &mem);
	check(test, "[mem 0x100000000-0x17fffffff]", "%pR", &high);
	check(test, "[io  0x0060-0x0064]", "%pR", &port);
	check(test, "[irq 4]", "%pR", &irq);
	check(test, "[bus 00-ff]", "%pR", &bus);
	check(test, "[??? 0x00000001-0x00000002 flags 0x0]", "%pR", &odd);
	mem.flags |= IORESOURCE_UNSET | IORESOURCE_MEM_64 |
		     IORESOURCE_PREFETCH | IORESOURCE_WINDOW |
		     IORESOURCE_DISABLED;
	check(test, "[mem size 0x00001000 64bit pref window disabled]", "%pR",
	      &mem);
}

/* %pe: an error by name, a number without one, a pointer as a pointer */
static void printf_errors(struct kunit *test)
{
	check(test, "-ENOMEM -EPROBE_DEFER", "%pe %pe", ERR_PTR(-ENOMEM),
	      ERR_PTR(-EPROBE_DEFER));
	check(test, "-4000", "%pe", ERR_PTR(-4000));
	check(test, "0000000000001000", "%pe", (void *)0x1000);
	KUNIT_EXPECT_STREQ(test, errname(EINVAL), "EINVAL");
	KUNIT_EXPECT_STREQ(test, errname(-EHWPOISON), "-EHWPOISON");
	KUNIT_EXPECT_NULL(test, errname(0));
	KUNIT_EXPECT_NULL(test, errname(41));
	KUNIT_EXPECT_NULL(test, errname(INT_MIN));
	KUNIT_EXPECT_NULL(test, errname(532));
}

/* %*ph: the width is how many bytes */
static void printf_hex_bytes(struct kunit *test)
{
	static const u8 bytes[] = { 0x00, 0x1f, 0xa0, 0xff };

	check(test, "00 1f a0 ff", "%*ph", 4, bytes);
	check(test, "00:1f:a0", "%3phC", bytes);
	check(test, "00-1f 001fa0ff", "%2phD %*phN", bytes, 4, bytes);
	check(test, "00 ||", "%ph |%*ph|", bytes, 0, bytes);
}

/* %pS, %ps, %pB print what kallsyms says of the address, each its own */
static void printf_symbols(struct kunit *test)
{
	unsigned long addr = (unsigned long)snprintf + 1;
	char name[KSYM_SYMBOL_LEN];

	sprint_symbol(name, addr);
	check(test, name, "%pS", (void *)addr);
	sprint_symbol_no_offset(name, addr);
	check(test, name, "%ps", (void *)addr);
	sprint_backtrace(name, addr);
	check(test, name, "%pB", (void *)addr);
}

/* A va_format made from variable arguments, as dev_err() does it */
static void check_nested(struct kunit *test, const char *expect,
			 const char *outer, const char *inner, ...)
{
	struct va_format vaf = { .fmt = inner };
	va_list args;

	va_start(args, inner);
	vaf.va = &args;
	check(test, expect, outer, 1, &vaf, 2);
	va_end(args);
}

/*
 * A va_format whose argument is itself: without a bound it would never end.
 */
static void check_endless(struct kunit *test, const char *expect,
			  struct va_format *vaf, ...)
{
	va_list args;

	va_start(args, vaf);
	vaf->va = &args;
	check(test, expect, "%pV", vaf);
	va_end(args);
}

/* %pV: the outer arguments go on where they stopped */
static void printf_va_format(struct kunit *test)
{
	struct va_format endless = { .fmt = "(%pV)" };

	check_nested(test, "1 [x=7 y] 2", "%d [%pV] %d", "x=%d %s", 7, "y");
	check_nested(test, "1 2", "%d%pV %d", "");
	check_nested(test, "1 ((null)) 2", "%d (%pV) %d", "%pV", NULL);
	check_endless(test, "((((nested too deep))))", &endless, &endless);
}

/* Unknown conversions and %n stop the conversion, and write nothing */
static void printf_refused(struct kunit *test)
{
	int written = 42;

	check(test, "1 %n %d", "%d %n %d", 1, &written, 2);
	KUNIT_EXPECT_EQ(test, written, 42);
	check(test, "%-5y", "%-5y", 1);
	check(test, "end %", "end %");
	check(test, "end %5.l", "end %5.l");
}

/* scnprintf() returns what is stored, snprintf() what there would be */
static void printf_returns(struct kunit *test)
{
	char text[4];

	KUNIT_EXPECT_EQ(test, snprintf(NULL, 0, "%d", 12345), 5);
	KUNIT_EXPECT_EQ(test, snprintf(text, sizeof(text), "%d", 12345), 5);
	KUNIT_EXPECT_STREQ(test, text, "123");
	KUNIT_EXPECT_EQ(test, scnprintf(text, sizeof(text), "%d", 98765), 3);
	KUNIT_EXPECT_STREQ(test, text, "987");
	KUNIT_EXPECT_EQ(test, scnprintf(text, sizeof(text), "%d", 1), 1);
	KUNIT_EXPECT_EQ(test, scnprintf(text, 0, "%d", 1), 0);
	KUNIT_EXPECT_EQ(test, sprintf(text, "%c%c", 'o', 'k'), 2);
	KUNIT_EXPECT_STREQ(test, text, "ok");
}

static struct kunit_case printf_cases[] = {
	KUNIT_CASE(printf_literal),
	KUNIT_CASE(printf_integers),
	KUNIT_CASE(printf_lengths),
	KUNIT_CASE(printf_padding),
	KUNIT_CASE(printf_precision),
	KUNIT_CASE(printf_strings),
	KUNIT_CASE(printf_bad_pointers),
	KUNIT_CASE(printf_nul_char),
	KUNIT_CASE(printf_addresses),
	KUNIT_CASE(printf_physical),
	KUNIT_CASE(printf_resources),
	KUNIT_CASE(printf_errors),
	KUNIT_CASE(printf_hex_bytes),
	KUNIT_CASE(printf_symbols),
	KUNIT_CASE(printf_va_format),
	KUNIT_CASE(printf_refused),
	KUNIT_CASE(printf_returns),
	{}
};

static struct kunit_suite printf_suite = {
	.name = "printf",
	.test_cases = printf_cases,
};
kunit_test_suite(printf_suite);
