// SPDX-License-Identifier: MIT
/*
 * proc.c - the /proc views: found by name, and those that nobody else owns
 *
 * A view is a function that writes text. There is no file system behind
 * "/proc/": the name is looked up in the linker's table, so that a view works
 * before memory can be allocated, and inside a panic. A subsystem's view
 * stands in the subsystem's own file; here are the kernel's own.
 */

#include <linux/boot_info.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/version.h>
#include <asm/setup.h>

#define PROC_PREFIX	"/proc/"

/* No date and no host: two builds of one source are the same. */
const char kernel_banner[] =
	"Pagewright " PAGEWRIGHT_VERSION " (Linux "
	__stringify(LINUX_VERSION_MAJOR) "."
	__stringify(LINUX_VERSION_PATCHLEVEL)
	" interface, compiler " __VERSION__ ")";

static const char *without_prefix(const char *name)
{
	size_t len = strlen(PROC_PREFIX);

	return strncmp(name, PROC_PREFIX, len) ? name : name + len;
}

const struct proc_view *proc_find(const char *name)
{
	const struct proc_view *const *view;

	name = without_prefix(name);
	for_each_table_entry(view, proc_views)
		if (!strcmp((*view)->name, name))
			return *view;
	return NULL;
}

/* The table is in link order: the least of those that come after @name. */
const struct proc_view *proc_next(const char *name)
{
	const struct proc_view *const *view;
	const struct proc_view *next = NULL;

	for_each_table_entry(view, proc_views) {
		if (strcmp((*view)->name, name) <= 0)
			continue;
		if (!next || strcmp((*view)->name, next->name) < 0)
			next = *view;
	}
	return next;
}

int proc_cat(const char *name, struct seq_file *m)
{
	const struct proc_view *view = proc_find(name);

	return view ? view->show(m, NULL) : -ENOENT;
}

/* The command line as the loader gave it, before it was cut into words. */
static int cmdline_show(struct seq_file *m, void *v)
{
	seq_puts(m, boot_info.cmdline);
	seq_putc(m, '\n');
	return 0;
}
PROC_VIEW("cmdline", cmdline_show);

static int version_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%s\n", kernel_banner);
	return 0;
}
PROC_VIEW("version", version_show);

/*
 * Linux's two numbers, in seconds: since the boot, and of these idle. No
 * idle time is kept; the second is there for programs that expect two.
 */
static int uptime_show(struct seq_file *m, void *v)
{
	u64 hundredths = arch_clock_ns() / 10000000;

	seq_printf(m, "%llu.%02llu 0.00\n", hundredths / 100,
		   hundredths % 100);
	return 0;
}
PROC_VIEW("uptime", uptime_show);
