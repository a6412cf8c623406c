/* SPDX-License-Identifier: MIT */
/*
 * module_internal.h - between the files of the module loader
 */
#ifndef _KERNEL_MODULE_INTERNAL_H
#define _KERNEL_MODULE_INTERNAL_H

#include <linux/module.h>

#include "module_link.h"

/* One module needs another's symbols, or holds it by symbol_get(). */
struct module_use {
	struct list_head link;		/* on user->uses */
	struct module *owner;
};

/* All that are loaded, in the order of their coming; module.c's mutex. */
extern struct list_head modules;

void modules_lock(void);
void modules_unlock(void);

/* Return: the module of that name, '-' and '_' alike, or NULL. */
struct module *find_module(const char *name);

/**
 * struct symbol_search - who exports a name
 * @name:  what is looked for
 * @gpl:   may the asker have _GPL symbols?
 * @owner: set to the module that has it; NULL: the kernel
 */
struct symbol_search {
	const char *name;
	bool gpl;
	struct module *owner;
};

/**
 * find_symbol - search the kernel's table, then each module's
 * Return: the symbol, or ERR_PTR(-ENOENT); -EACCES: the licence forbids it.
 * Context: modules_lock held.
 */
const struct kernel_symbol *find_symbol(struct symbol_search *search);

/**
 * insmod - load a module
 * @name: for reports, until the module has said its own
 * @data, @size: the object file
 * @args: its parameters, "" for none
 *
 * Return: 0; -EEXIST: it is loaded; -ENOEXEC: the file is refused, which has
 * been said; -ENOMEM; or what its init function returned.
 */
int insmod(const char *name, const void *data, size_t size, const char *args);

/* rmmod - take a module out. Return: 0, -ENOENT, -EBUSY: it is in use. */
int rmmod(const char *name);

/* module_memory.c: pages for a module, near the kernel, and their rights */
void *module_memory_get(unsigned long size);
void module_memory_put(void *base);
int module_memory_protect(const struct module *mod);

/* module_params.c: "name=value" for @mod, from @args and the command line */
int module_set_params(struct module *mod, const char *args);

/*
 * set_module_param - as Linux's /sys/module/MODULE/parameters/NAME is written
 * Return: 0, -ENOENT: no such name, -EACCES: its mode has no 0200, or it would
 * point into @value; else what its set() said.
 */
int set_module_param(const struct module *mod, const char *name,
		     const char *value);

/* Have the suites in it run, if it has any; after init(). */
void module_run_suites(const struct module *mod);

#endif
