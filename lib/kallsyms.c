// SPDX-License-Identifier: MIT
/*
 * kallsyms.c - from an address to the name of the function it lies in
 *
 * tools/kallsyms.py reads the linked kernel's symbols and writes this table,
 * which is linked in last (linker.ld says why):
 *
 *	kallsyms_offsets[i]	 address - KERNEL_BASE, ascending
 *	kallsyms_name_offsets[i] where its name starts in kallsyms_names
 *	kallsyms_names		 a type letter, as nm prints, then the name, NUL
 *
 * A lookup is a binary search for the last symbol at or below the address.
 * A symbol's size is the distance to the next one: the convention of Linux's
 * /proc/kallsyms, which its tools rely on.
 */
#include <asm/page.h>
#include <asm/sections.h>
#include <linux/export.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

extern const u32 kallsyms_num;
extern const u32 kallsyms_offsets[];
extern const u32 kallsyms_name_offsets[];
extern const char kallsyms_names[];

static unsigned long symbol_address(u32 i)
{
	return KERNEL_BASE + kallsyms_offsets[i];
}

static const char *symbol_name(u32 i)
{
	return kallsyms_names + kallsyms_name_offsets[i] + 1;
}

static char symbol_type(u32 i)
{
	return kallsyms_names[kallsyms_name_offsets[i]];
}

/* The first of those that share the address of the last one <= @addr. */
static u32 symbol_at(unsigned long addr)
{
	u32 low = 0, high = kallsyms_num;

	while (high - low > 1) {
		u32 mid = low + (high - low) / 2;

		if (symbol_address(mid) <= addr)
			low = mid;
		else
			high = mid;
	}
	while (low > 0 && symbol_address(low - 1) == symbol_address(low))
		low--;
	return low;
}

static unsigned long symbol_end(u32 i)
{
	u32 next = i + 1;

	while (next < kallsyms_num && symbol_address(next) == symbol_address(i))
		next++;
	return next < kallsyms_num ? symbol_address(next)
				   : (unsigned long)_end;
}

const struct kallsyms_modules *kallsyms_modules;

static bool look_up(unsigned long addr, struct kallsyms_symbol *found)
{
	u32 i;

	if (!kallsyms_num || addr < symbol_address(0) ||
	    addr >= (unsigned long)_end)
		return kallsyms_modules && kallsyms_modules->lookup(addr, found);
	i = symbol_at(addr);
	found->name = symbol_name(i);
	found->module = NULL;
	found->size = symbol_end(i) - symbol_address(i);
	found->offset = addr - symbol_address(i);
	return true;
}

const char *kallsyms_lookup(unsigned long addr, unsigned long *size,
			    unsigned long *offset)
{
	struct kallsyms_symbol found;
	bool any;

	rcu_read_lock();
	any = look_up(addr, &found);
	rcu_read_unlock();
	if (!any)
		return NULL;
	if (size)
		*size = found.size;
	if (offset)
		*offset = found.offset;
	return found.name;
}

bool kernel_text_address(unsigned long addr)
{
	bool is_text;

	if (addr >= (unsigned long)_text && addr < (unsigned long)_etext)
		return true;
	if (!kallsyms_modules)
		return false;
	rcu_read_lock();
	is_text = kallsyms_modules->is_text(addr);
	rcu_read_unlock();
	return is_text;
}

unsigned long kallsyms_lookup_name(const char *name)
{
	u32 i;

	for (i = 0; i < kallsyms_num; i++) {
		if (!strcmp(symbol_name(i), name))
			return symbol_address(i);
	}
	return 0;
}

static int print_locked(char *buf, unsigned long addr, unsigned long shown)
{
	struct kallsyms_symbol found;
	const char *module;

	if (!look_up(addr, &found))
		return sprintf(buf, "0x%lx", shown);
	module = found.module;
	return snprintf(buf, KSYM_SYMBOL_LEN, "%s+%#lx/%#lx%s%s%s", found.name,
			found.offset + (shown - addr), found.size,
			module ? " [" : "", module ? module : "",
			module ? "]" : "");
}

/* A module's names are there while we read, and no longer: rmmod waits. */
static int print_symbol(char *buf, unsigned long addr, unsigned long shown)
{
	int len;

	rcu_read_lock();
	len = print_locked(buf, addr, shown);
	rcu_read_unlock();
	return len;
}

int sprint_symbol(char *buf, unsigned long addr)
{
	return print_symbol(buf, addr, addr);
}
EXPORT_SYMBOL_GPL(sprint_symbol);

/*
 * A return address points behind the call. If the call was the function's
 * last instruction (a __noreturn callee), it points into the next function:
 * look up the byte before.
 */
int sprint_backtrace(char *buf, unsigned long addr)
{
	return print_symbol(buf, addr - 1, addr);
}

int sprint_symbol_no_offset(char *buf, unsigned long addr)
{
	const char *name;
	int len;

	rcu_read_lock();
	name = kallsyms_lookup(addr, NULL, NULL);
	if (name)
		len = snprintf(buf, KSYM_SYMBOL_LEN, "%s", name);
	else
		len = sprintf(buf, "0x%lx", addr);
	rcu_read_unlock();
	return len;
}
EXPORT_SYMBOL_GPL(sprint_symbol_no_offset);

static int kallsyms_show(struct seq_file *m, void *v)
{
	u32 i;

	for (i = 0; i < kallsyms_num; i++)
		seq_printf(m, "%016lx %c %s\n", symbol_address(i),
			   symbol_type(i), symbol_name(i));
	if (kallsyms_modules)
		kallsyms_modules->show(m);
	return 0;
}
PROC_VIEW("kallsyms", kallsyms_show);
