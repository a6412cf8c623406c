// SPDX-License-Identifier: MIT
/*
 * module_params.c - a module's settings, from two places
 *
 *	kernel's command line	hello.pages=3	its name before the dot
 *	insmod's arguments	pages=3		later, and so they win
 *
 * Both are joined into one line, which is the module's own: charp
 * parameters point into it as long as the module lives.
 *
 * A parameter that is writable (0200) can be set later, too: modparam.
 *
 * What is built in has its module's name in the table ("hello.pages"), and
 * is set from the command line before initcalls run.
 */
#include <linux/boot_info.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/params.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "module_internal.h"

/* "hello.pages" of "hello": "pages"; NULL: another's. */
static const char *own_part(const char *word, const char *module)
{
	size_t len = strlen(module);
	char name[MODULE_NAME_LEN];
	const char *dot = strchr(word, '.');

	if (!dot || (size_t)(dot - word) != len)
		return NULL;
	strscpy(name, word, len + 1);
	return param_name_equal(name, module) ? dot + 1 : NULL;
}

/* Append the command line's words for @module to @line. */
static size_t collect(char *line, size_t size, const char *module)
{
	static char words[COMMAND_LINE_SIZE];	/* the mutex guards it */
	char *rest = words, *name, *value;
	size_t len = 0;

	strscpy(words, boot_info.cmdline, sizeof(words));
	while ((rest = next_word(rest, &name, &value)) != NULL) {
		const char *own = own_part(name, module);

		if (own && value)
			len += scnprintf(line + len, size - len, "%s=\"%s\" ",
					 own, value);
		else if (own)
			len += scnprintf(line + len, size - len, "%s ", own);
	}
	return len;
}

/* A word for what is built in; others are modules' that may come. */
static void set_builtin(char *name, const char *value)
{
	const struct kernel_param *const *kp;

	for_each_table_entry(kp, module_params) {
		if (!param_name_equal((*kp)->name, name))
			continue;
		if ((*kp)->ops->set(value ? value : "", *kp))
			pr_err("'%s' is no value for parameter '%s'\n",
			       value ? value : "", name);
	}
}

static void set_builtin_params(void)
{
	static char words[COMMAND_LINE_SIZE];	/* charp points into it */
	char *rest = words, *name, *value;

	strscpy(words, boot_info.cmdline, sizeof(words));
	while ((rest = next_word(rest, &name, &value)) != NULL) {
		if (strchr(name, '.'))
			set_builtin(name, value);
	}
}
early_initcall(set_builtin_params);

int module_set_params(struct module *mod, const char *args)
{
	size_t size = COMMAND_LINE_SIZE + strlen(args) + 1;
	size_t len;

	mod->args = kmalloc(size, GFP_KERNEL);
	if (!mod->args)
		return -ENOMEM;
	len = collect(mod->args, COMMAND_LINE_SIZE, mod->name);
	strcpy(mod->args + len, args);
	return parse_module_args(mod->name, mod->args, mod->params,
				 mod->num_params);
}

static const struct kernel_param *find_param(const struct module *mod,
					     const char *name)
{
	unsigned int i;

	for (i = 0; i < mod->num_params; i++) {
		if (param_name_equal(mod->params[i]->name, name))
			return mod->params[i];
	}
	return NULL;
}

int set_module_param(const struct module *mod, const char *name,
		     const char *value)
{
	const struct kernel_param *kp = find_param(mod, name);

	if (!kp)
		return -ENOENT;
	/* charp keeps a pointer into the text, a list cuts it up. */
	if (!(kp->perm & 0200) || kp->ops == &param_ops_charp ||
	    kp->ops == &param_array_ops)
		return -EACCES;
	return kp->ops->set(value, kp);
}
