// SPDX-License-Identifier: MIT
/*
 * fuzz_boot_info.c - no loader, however broken, makes boot_parse() misbehave
 *
 *	byte 0		the magic: even multiboot2, odd PVH
 *	byte 1		width of a physical address; 0: unknown
 *	the rest	physical memory [FUZZ_BASE, FUZZ_BASE + rest), and the
 *			loader's structure at its start
 *
 * Each mapping is an allocation of exactly the length asked for, so that
 * AddressSanitizer sees a parser read one byte more. They live until the run
 * is over, as the loader's memory does.
 *
 * After each run: one of the four answers; a sound and usable map with the
 * first, strings that end, modules that do not run backwards.
 */
#include <linux/boot_info.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/string.h>

#define FUZZ_BASE	0x1000ULL

/*
 * Mappings of a run: a byte each for 16 + 1 strings of at most 2048, two for
 * each tag of at least 8 bytes in at most 64 KiB: below 34816 + 16384.
 */
#define MAPPINGS_MAX	65536

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* The host's; its headers and ours cannot meet. */
void *malloc(size_t size);
void free(void *p);

static const u8 *memory;
static size_t memory_size;
static void *mapping[MAPPINGS_MAX];
static size_t nr_mappings;
static struct boot_info bi;

static void require(int holds)
{
	if (!holds)
		__builtin_trap();
}

static const void *fuzz_map(phys_addr_t start, size_t len)
{
	void *copy;

	require(len != 0);
	if (start < FUZZ_BASE || start - FUZZ_BASE > memory_size ||
	    len > memory_size - (start - FUZZ_BASE))
		return NULL;

	require(nr_mappings < MAPPINGS_MAX);
	copy = malloc(len);
	require(copy != NULL);
	memcpy(copy, memory + (start - FUZZ_BASE), len);
	mapping[nr_mappings++] = copy;
	return copy;
}

static void unmap_all(void)
{
	while (nr_mappings)
		free(mapping[--nr_mappings]);
}

/* strnlen() finds the NUL that makes it a string. */
static void check_strings(void)
{
	u32 i;

	require(strnlen(bi.loader, sizeof(bi.loader)) < sizeof(bi.loader));
	require(strnlen(bi.cmdline, sizeof(bi.cmdline)) < sizeof(bi.cmdline));
	require(!strchr(bi.cmdline, '\n'));
	for (i = 0; i < bi.nr_modules; i++)
		require(strnlen(bi.modules[i].args, BOOT_MODULE_ARGS) <
			BOOT_MODULE_ARGS);
}

static void check_result(int err)
{
	u32 i;

	require(err == 0 || err == -EINVAL || err == -EFAULT ||
		err == -ENODATA);
	require(bi.nr_modules <= BOOT_MODULES_MAX);
	for (i = 0; i < bi.nr_modules; i++)
		require(bi.modules[i].start <= bi.modules[i].end);
	require(bi.firmware.nr <= MEM_MAP_MAX);
	require(bi.rsdp_copy_len <= sizeof(bi.rsdp_copy));
	require(mem_map_check(&bi.map) == 0);
	require(!err == !!mem_map_usable(&bi.map));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct boot_source source = {
		.info = FUZZ_BASE,
		.map = fuzz_map,
	};

	if (size < 2)
		return 0;
	console_loglevel = 0;
	source.magic = data[0] & 1 ? PVH_MAGIC : MULTIBOOT2_MAGIC;
	source.phys_bits = data[1];
	memory = data + 2;
	memory_size = size - 2;

	memset(&bi, 0xa5, sizeof(bi));
	check_result(boot_parse(&source, &bi));
	check_strings();
	unmap_all();
	return 0;
}
