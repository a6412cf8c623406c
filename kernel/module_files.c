// SPDX-License-Identifier: MIT
/*
 * module_files.c - the files that came with the kernel
 *
 * GRUB hands over as many files as grub.cfg names (module2), each with a
 * line of text: its name, then arguments. QEMU's -initrd hands over one,
 * without a name; to carry several it is an archive, in the format that
 * Linux's initramfs has (`cpio -o -H newc`):
 *
 *	| header | name NUL pad | bytes pad | header | ... | TRAILER!!!
 *	  110 characters, every number 8 hexadecimal digits; pads to 4
 *
 * All of it is somebody else's bytes: a header that is not one, or points
 * past the end, ends the archive, and that is said once.
 *
 * boot_memory.c keeps the files where the loader put them. QEMU puts them at
 * the end of RAM, which may be high memory: what the direct map does not show
 * is given addresses when it is first asked for, for good.
 */
#define pr_fmt(fmt) "module: " fmt

#include <asm/page.h>
#include <linux/align.h>
#include <linux/boot_info.h>
#include <linux/hex.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "module_files.h"

/* ---- an archive ---- */

#define CPIO_MAGIC	"070701"
#define CPIO_HEADER	110

/* Which of the 13 numbers behind the magic */
enum cpio_field {
	CPIO_MODE	= 1,
	CPIO_FILESIZE	= 6,
	CPIO_NAMESIZE	= 11,
};

#define CPIO_TYPE_MASK	0170000
#define CPIO_REGULAR	0100000

static bool is_cpio(const u8 *data, size_t size)
{
	return size >= CPIO_HEADER && !memcmp(data, CPIO_MAGIC, 6);
}

static bool read_field(const u8 *header, enum cpio_field nr, u32 *value)
{
	const u8 *digits = header + 6 + 8 * nr;
	unsigned int i;

	*value = 0;
	for (i = 0; i < 8; i++) {
		int digit = hex_to_bin(digits[i]);

		if (digit < 0)
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

/**
 * struct cpio_entry - one header, understood
 * @next: where the one after it begins, from the start of the archive
 */
struct cpio_entry {
	const char *name;
	const u8 *data;
	u32 mode;
	u32 size;
	size_t next;
};

static bool read_entry(const u8 *data, size_t size, size_t at,
		       struct cpio_entry *e)
{
	size_t body;
	u32 name_size;

	if (at > size || !is_cpio(data + at, size - at) ||
	    !read_field(data + at, CPIO_MODE, &e->mode) ||
	    !read_field(data + at, CPIO_FILESIZE, &e->size) ||
	    !read_field(data + at, CPIO_NAMESIZE, &name_size))
		return false;
	/* All numbers are below 2^32: no sum wraps. */
	body = ALIGN(at + CPIO_HEADER + (size_t)name_size, 4);
	if (!name_size || body > size || e->size > size - body)
		return false;
	e->name = (const char *)data + at + CPIO_HEADER;
	if (e->name[name_size - 1])
		return false;
	e->data = data + body;
	e->next = ALIGN(body + e->size, 4);
	return true;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Where the walk goes on: behind the file that was shown last. */
static size_t after(const u8 *data, const struct module_file *file)
{
	return file->data ? ALIGN(file->data + file->size - data, 4) : 0;
}

bool cpio_next(const u8 *data, size_t size, struct module_file *file)
{
	struct cpio_entry e;
	size_t at;

	for (at = after(data, file); at < size; at = e.next) {
		if (!read_entry(data, size, at, &e)) {
			pr_warn("archive: no file header at %#zx of %#zx\n",
				at, size);
			return false;
		}
		if (!strcmp(e.name, "TRAILER!!!"))
			return false;
		if ((e.mode & CPIO_TYPE_MASK) != CPIO_REGULAR || !e.size)
			continue;
		strscpy(file->name, base_name(e.name), sizeof(file->name));
		file->args = "";
		file->data = e.data;
		file->size = e.size;
		return true;
	}
	return false;
}

/* ---- what the loader gave ---- */

/* Of those in high memory: where they are shown. */
static const u8 *shown[BOOT_MODULES_MAX];

/* NULL: there is no memory to show it. */
static const u8 *bytes_of(const struct boot_module *m)
{
	const u8 **high = &shown[m - boot_info.modules];

	if (m->end <= (phys_addr_t)max_low_pfn << PAGE_SHIFT)
		return __va(m->start);
	if (!*high)
		*high = memremap(m->start, m->end - m->start,
				 MEMREMAP_WB);
	return *high;
}

/* "hello.ko pages=3": the name ends at the first blank. */
static void name_file(struct module_file *file, const char *line)
{
	size_t len = strcspn(line, " \t");

	strscpy(file->name, line, min(len + 1, sizeof(file->name)));
	strscpy(file->name, base_name(file->name), sizeof(file->name));
	file->args = skip_spaces(line + len);
}

/* Which of the loader's files @file is, or is in; nr_modules: none yet. */
static unsigned int holder_of(const struct module_file *file)
{
	unsigned int i;

	for (i = 0; i < boot_info.nr_modules; i++) {
		const u8 *start = bytes_of(&boot_info.modules[i]);

		if (start && file->data >= start && file->data < start +
		    (boot_info.modules[i].end - boot_info.modules[i].start))
			break;
	}
	return i;
}

bool module_file_next(struct module_file *file)
{
	unsigned int i = file->data ? holder_of(file) : 0;
	bool same = file->data;

	for (; i < boot_info.nr_modules; i++, same = false) {
		const struct boot_module *m = &boot_info.modules[i];
		const u8 *data = bytes_of(m);
		size_t size = m->end - m->start;

		if (!data || !size)
			continue;
		if (!same)
			file->data = NULL;
		if (is_cpio(data, size)) {
			if (cpio_next(data, size, file))
				return true;
			continue;
		}
		if (same)
			continue;
		name_file(file, m->args);
		file->data = data;
		file->size = size;
		return true;
	}
	return false;
}
