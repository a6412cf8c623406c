// SPDX-License-Identifier: MIT
/*
 * fuzz_acpi.c - no firmware, however wild, makes acpi_parse() misbehave
 *
 * The first byte chooses where the RSDP is looked for; the rest are the
 * physical memory [FUZZ_BASE, FUZZ_BASE + size), of 64 KiB at most. Checksums
 * are hard to guess, so another bit of the first byte has fuzz_map() repair
 * the sum of whatever table is asked for, and the fuzzer gets to what lies
 * behind. After each run acpi_check() must find every invariant of the
 * acpi_info intact, and asking it for nodes and printing it must be safe.
 *
 * Each mapping is an allocation of exactly the length asked for, freed by the
 * next: AddressSanitizer sees a byte read too far, and one read too late.
 *
 *	cd the top folder; then
 *	clang -std=gnu11 -g -O1 -ffreestanding -fno-builtin -funsigned-char \
 *		-nostdinc -Iinclude -Iarch/host/include -D__KERNEL__ \
 *		-fsanitize=fuzzer,address,undefined -o fuzz_acpi \
 *		tests/fuzz/fuzz_acpi.c arch/x86_64/acpi*.c
 *	./fuzz_acpi -max_len=65537 -max_total_time=20
 *
 * printk() and seq_file are weak here: the real ones are used if they are
 * linked, but the console of a fuzzer is better silent.
 */
#include <linux/acpi.h>
#include <linux/compiler.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#define FUZZ_BASE	0xf0000ull	/* in the BIOS area, to be searched */
#define FUZZ_MAX	0x10000ul
#define SIGNATURE_SIZE	8
#define HEADER_SIZE	36	/* of a table; an RSDP, too */

enum {
	FUZZ_SEARCH	= 0x01,		/* give no address of the RSDP */
	FUZZ_COPY	= 0x02,		/* give a copy of its bytes */
	FUZZ_REPAIR	= 0x04,		/* make checksums right */
};

/* The host's; its headers and ours cannot meet. */
void *malloc(size_t size);
void free(void *p);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

__weak int printk(const char *fmt, ...)
{
	return 0;
}

__weak void seq_printf(struct seq_file *m, const char *fmt, ...)
{
}

__weak void seq_puts(struct seq_file *m, const char *s)
{
}

__weak void seq_putc(struct seq_file *m, char c)
{
}

static struct {
	const u8 *memory;
	size_t size;
	u8 flags;
	u8 *window;
} fuzz;

static u8 sum_of(const u8 *p, size_t len)
{
	u8 sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += p[i];
	return sum;
}

/* The RSDP's checksums, or the header's if this is a whole table. */
static void repair(u8 *p, size_t len)
{
	u32 length;

	if (len >= 20 && !memcmp(p, "RSD PTR ", SIGNATURE_SIZE)) {
		p[8] -= sum_of(p, 20);
		if (len >= HEADER_SIZE)
			p[32] -= sum_of(p, len);
		return;
	}
	if (len < HEADER_SIZE)
		return;
	memcpy(&length, p + 4, sizeof(length));
	if (length == len)
		p[9] -= sum_of(p, len);
}

static const void *fuzz_map(phys_addr_t start, size_t len)
{
	free(fuzz.window);
	fuzz.window = NULL;
	if (!len || start + len < start)
		__builtin_trap();	/* the caller promised not to */
	if (start < FUZZ_BASE || start - FUZZ_BASE > fuzz.size ||
	    len > fuzz.size - (start - FUZZ_BASE))
		return NULL;

	fuzz.window = malloc(len);
	memcpy(fuzz.window, fuzz.memory + (start - FUZZ_BASE), len);
	if (fuzz.flags & FUZZ_REPAIR)
		repair(fuzz.window, len);
	return fuzz.window;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct acpi_info info;
	struct seq_file m = { .count = 0 };
	phys_addr_t rsdp = FUZZ_BASE;
	const void *copy = NULL;
	u32 copy_len = 0;

	if (size < 1 || size > FUZZ_MAX + 1)
		return 0;
	fuzz.flags = data[0];
	fuzz.memory = data + 1;
	fuzz.size = size - 1;
	if (fuzz.flags & (FUZZ_SEARCH | FUZZ_COPY))
		rsdp = 0;
	if (fuzz.flags & FUZZ_COPY && fuzz.size) {
		copy = fuzz.memory;
		copy_len = fuzz.size < 36 ? (u32)fuzz.size : 36;
	}

	/* The parser must fill all of it, whatever was there. */
	memset(&info, 0xa5, sizeof(info));
	acpi_parse(rsdp, copy, copy_len, fuzz_map, &info);
	free(fuzz.window);
	fuzz.window = NULL;

	if (acpi_check(&info))
		__builtin_trap();
	for (unsigned int i = 0; i < info.nr_memblks; i++)
		if (numa_node_of(&info, info.memblk[i].end - 1) !=
		    info.memblk[i].node)
			__builtin_trap();
	acpi_info_show(&m, &info);
	return 0;
}
