// SPDX-License-Identifier: MIT
/*
 * module_cmds.c - modules from the prompt, and at boot
 *
 *	insmod NAME [ARG...]	a file that came with the kernel, by its name
 *	rmmod NAME		out again; insmod brings it back
 *	lsmod			/proc/modules, for people
 *
 * What the loader handed over is loaded at boot, in its order, before the
 * self-tests; module_blacklist=a,b keeps some for the prompt.
 */
#define pr_fmt(fmt) "module: " fmt

#include <linux/align.h>
#include <linux/boot_info.h>
#include <linux/console.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/params.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/string.h>

#include "module_files.h"
#include "module_internal.h"

/* As long as a line may be: a name that is cut off would be loaded. */
static char blacklist[COMMAND_LINE_SIZE];

static int blacklist_setup(char *value)
{
	return strscpy(blacklist, value, sizeof(blacklist)) < 0 ? -E2BIG : 0;
}
early_param("module_blacklist", blacklist_setup);

/* "hello" or "hello.ko", '-' and '_' alike */
static bool names_file(const char *name, const struct module_file *file)
{
	char plain[MODULE_FILE_NAME_LEN];
	size_t len = strscpy(plain, file->name, sizeof(plain));

	if (param_name_equal(name, plain))
		return true;
	if (len > 3 && !strcmp(plain + len - 3, ".ko"))
		plain[len - 3] = '\0';
	return param_name_equal(name, plain);
}

static bool is_blacklisted(const struct module_file *file)
{
	char name[MODULE_FILE_NAME_LEN];
	const char *at = blacklist;

	while (*at) {
		size_t len = strcspn(at, ",");

		strscpy(name, at, min(len + 1, sizeof(name)));
		if (*name && names_file(name, file))
			return true;
		at += len + (at[len] == ',');
	}
	return false;
}

/* The loader wants its file at a multiple of 8; an archive has multiples of 4 */
static int load_file(const struct module_file *file, const char *args)
{
	void *copy;
	int err;

	if (IS_ALIGNED((unsigned long)file->data, 8))
		return insmod(file->name, file->data, file->size, args);
	copy = vmalloc(file->size);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, file->data, file->size);
	err = insmod(file->name, copy, file->size, args);
	vfree(copy);
	return err;
}

static void load_boot_modules(void)
{
	struct module_file file = { .data = NULL };

	while (module_file_next(&file)) {
		if (is_blacklisted(&file))
			pr_info("%s: left for insmod\n", file.name);
		else if (!load_file(&file, file.args))
			pr_info("%s: loaded\n", file.name);
	}
}
late_initcall(load_boot_modules);

/* ---- console ---- */

static void list_files(void)
{
	struct module_file file = { .data = NULL };

	while (module_file_next(&file))
		console_printf("  %s, %zu bytes\n", file.name, file.size);
}

static int cmd_insmod(int argc, char **argv)
{
	struct module_file file = { .data = NULL };
	char args[256] = "";
	int i;

	if (argc < 2)
		return -EINVAL;
	for (i = 2; i < argc; i++) {
		size_t len = strlen(args);

		/* The prompt has taken the quotes off: "word=two words" */
		if (scnprintf(args + len, sizeof(args) - len, "\"%s\" ",
			      argv[i]) < (int)strlen(argv[i]) + 3)
			return -E2BIG;
	}
	while (module_file_next(&file)) {
		if (names_file(argv[1], &file))
			return load_file(&file, args);
	}
	console_printf("insmod: no file '%s' came with the kernel; there are:\n",
		       argv[1]);
	list_files();
	return 1;
}
CONSOLE_CMD("insmod", "NAME [PARAM=VALUE...]", "load a module", cmd_insmod);

static int cmd_rmmod(int argc, char **argv)
{
	return argc == 2 ? rmmod(argv[1]) : -EINVAL;
}
CONSOLE_CMD("rmmod", "NAME", "take a module out", cmd_rmmod);

/* Held, so that it stays; not the mutex: set() may take its time. */
static struct module *hold_module(const char *name)
{
	struct module *mod;

	modules_lock();
	mod = find_module(name);
	/* Of one that is COMING, init() may still fail. */
	if (mod && (mod->state != MODULE_STATE_LIVE || !try_module_get(mod)))
		mod = NULL;
	modules_unlock();
	return mod;
}

static int cmd_modparam(int argc, char **argv)
{
	struct module *mod;
	char *value;
	int err;

	value = argc == 3 ? strchr(argv[2], '=') : NULL;
	if (!value)
		return -EINVAL;
	*value++ = '\0';
	mod = hold_module(argv[1]);
	if (!mod)
		return -ENOENT;
	err = set_module_param(mod, argv[2], value);
	module_put(mod);
	return err;
}
CONSOLE_CMD("modparam", "NAME PARAM=VALUE", "set a module's parameter",
	    cmd_modparam);

/* ---- views ---- */

static const char *state_name(const struct module *mod)
{
	switch (mod->state) {
	case MODULE_STATE_LIVE:
		return "Live";
	case MODULE_STATE_COMING:
		return "Loading";
	default:
		return "Unloading";
	}
}

static unsigned long total_size(const struct module *mod)
{
	return mod->text_size + mod->rodata_size + mod->data_size;
}

/* "a,b," as in Linux: who uses symbols of @mod; "-" for nobody */
static void show_users(struct seq_file *m, const struct module *mod)
{
	struct module *user;
	struct module_use *use;
	bool any = false;

	list_for_each_entry(user, &modules, list) {
		list_for_each_entry(use, &user->uses, link) {
			if (use->owner == mod) {
				seq_printf(m, "%s,", user->name);
				any = true;
			}
		}
	}
	if (!any)
		seq_puts(m, "-");
}

static int modules_show(struct seq_file *m, void *v)
{
	struct module *mod;

	modules_lock();
	list_for_each_entry(mod, &modules, list) {
		seq_printf(m, "%s %lu %d ", mod->name, total_size(mod),
			   module_refcount(mod));
		show_users(m, mod);
		seq_printf(m, " %s 0x%px\n", state_name(mod), mod->base);
	}
	modules_unlock();
	return 0;
}
PROC_VIEW("modules", modules_show);

static void show_params(struct seq_file *m, const struct module *mod)
{
	char *text = kmalloc(4096, GFP_KERNEL);
	unsigned int i;

	for (i = 0; text && i < mod->num_params; i++) {
		mod->params[i]->ops->get(text, mod->params[i]);
		seq_printf(m, "    %s=%s\n", mod->params[i]->name, text);
	}
	kfree(text);
}

static int cmd_lsmod(int argc, char **argv)
{
	struct seq_file m;
	struct module *mod;

	if (argc > 1)
		return -EINVAL;
	seq_file_to_console(&m);
	seq_printf(&m, "%-20s %10s  %s\n", "Module", "Size, bytes", "Used by");
	modules_lock();
	list_for_each_entry(mod, &modules, list) {
		seq_printf(&m, "%-20s %11lu  %d ", mod->name, total_size(mod),
			   module_refcount(mod));
		show_users(&m, mod);
		seq_puts(&m, "\n");
		show_params(&m, mod);
	}
	modules_unlock();
	return 0;
}
CONSOLE_CMD("lsmod", "", "modules that are loaded", cmd_lsmod);
