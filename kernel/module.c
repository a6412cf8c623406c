// SPDX-License-Identifier: MIT
/*
 * module.c - code that comes and goes while the kernel runs
 *
 * PROBLEM
 *	A module's code must run at full right inside the kernel, yet arrive
 *	as a file that may be wrong in any way, fail half way, hold on to
 *	others, and leave without a trace.
 *
 * IDEA
 *	Loading is a chain; each link takes one thing, and a failure gives
 *	back what was taken, last first:
 *
 *		check the file		module_elf.c	nothing taken
 *		lay it out		module_layout.c	nothing taken
 *		memory, per-CPU memory			pages, per-CPU area
 *		copy and link		module_link.c	references to others
 *		parameters, exports
 *		rights			R-X, R--, RW-
 *		init()			from here it is seen
 *
 *	A module's memory is one vmalloc area near the kernel's own text, so
 *	that calls between the two reach (+-2 GiB).
 *
 * A MODULE'S LIFE
 *
 *	UNFORMED ---> COMING ---> LIVE ---> GOING ---> gone
 *		 linked	   init()==0	rmmod, refcnt 0
 *			      |			 ^
 *			      '-- init() fails --'
 *
 * INVARIANTS	(modules_check() tests each by number)
 *	M1  Names are different.
 *	M2  refcnt is at least the number of modules that use its symbols.
 *	M3  Only text can be executed, and it cannot be written.
 *
 * LOCKING
 *	module_mutex guards the list and all that happens to a module but its
 *	init() and exit(), which run without it: they may load others. Looking
 *	an address up takes no lock but rcu_read_lock(): a backtrace may come
 *	from anywhere; a module that goes is unlinked first, and what it was
 *	is only freed after everybody who might still look, and print what he
 *	has found, has finished (synchronize_rcu). A list of all its names is
 *	too long for that: /proc/kallsyms takes the mutex.
 *
 * FAILURE
 *	Everything is refused with a sentence that names module, section and
 *	symbol. What init() returns, insmod returns.
 *
 * LEFT OUT
 *	.init.text stays as long as the module. Nobody signs modules.
 */
#define pr_fmt(fmt) "module: " fmt

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/params.h>
#include <linux/percpu.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/string.h>

#include "module_internal.h"

LIST_HEAD(modules);
static DEFINE_MUTEX(module_mutex);

void modules_lock(void)
{
	mutex_lock(&module_mutex);
}

void modules_unlock(void)
{
	mutex_unlock(&module_mutex);
}

struct module *find_module(const char *name)
{
	struct module *mod;

	list_for_each_entry(mod, &modules, list) {
		if (param_name_equal(mod->name, name))
			return mod;
	}
	return NULL;
}

/* ---- references ---- */

static struct module_use *find_use(struct list_head *uses,
				   const struct module *owner)
{
	struct module_use *use;

	list_for_each_entry(use, uses, link) {
		if (use->owner == owner)
			return use;
	}
	return NULL;
}

/* Note that whoever has @uses needs @owner. */
static int use_module(struct list_head *uses, struct module *owner)
{
	struct module_use *use;

	if (!owner || find_use(uses, owner))
		return 0;
	if (owner->state != MODULE_STATE_LIVE)
		return -EBUSY;
	use = kmalloc(sizeof(*use), GFP_KERNEL);
	if (!use)
		return -ENOMEM;
	use->owner = owner;
	atomic_inc(&owner->refcnt);
	list_add(&use->link, uses);
	return 0;
}

static void drop_uses(struct list_head *uses)
{
	struct module_use *use, *next;

	list_for_each_entry_safe(use, next, uses, link) {
		module_put(use->owner);
		list_del(&use->link);
		kfree(use);
	}
}

/* ---- the chain ---- */

/**
 * struct coming - what a module has taken so far
 * @load: its file and layout
 * @mod:  its struct module, in its own data; NULL until it is linked
 * @uses: whose symbols it needs
 * @gpl:  its licence is GPL-compatible
 */
struct coming {
	struct module_load load;
	struct module *mod;
	struct list_head uses;
	bool gpl;
};

static bool license_is_gpl(const char *license)
{
	static const char *const compatible[] = {
		"GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL",
		"Dual MIT/GPL", "Dual MPL/GPL",
	};
	unsigned int i;

	for (i = 0; license && i < ARRAY_SIZE(compatible); i++) {
		if (!strcmp(license, compatible[i]))
			return true;
	}
	return false;
}

/* Who it is, and whether it was built for us. */
static int read_info(struct coming *c)
{
	struct module_elf *elf = &c->load.elf;
	const char *name = module_elf_info(elf, "name", NULL);
	const char *magic = module_elf_info(elf, "vermagic", NULL);
	const char *license = module_elf_info(elf, "license", NULL);

	if (!name || !*name || strlen(name) >= MODULE_NAME_LEN)
		return module_refuse(elf, "it does not say its name");
	strscpy(elf->name, name, sizeof(elf->name));
	if (!magic || strcmp(magic, VERMAGIC_STRING))
		return module_refuse(elf, "built for \"%s\", this is \"%s\"",
				     magic ? magic : "", VERMAGIC_STRING);
	if (elf->sections[elf->this_module].sh_size != sizeof(struct module))
		return module_refuse(elf, "its struct module has %llu bytes, ours %zu",
				     elf->sections[elf->this_module].sh_size,
				     sizeof(struct module));
	c->gpl = license_is_gpl(license);
	if (!license)
		pr_warn("%s: no MODULE_LICENSE: GPL symbols are kept from it\n",
			elf->name);
	return 0;
}

static int get_memory(struct coming *c)
{
	struct module_load *load = &c->load;
	long size = module_layout(load);

	if (size < 0)
		return size;
	load->image = module_memory_get(size);
	load->base = (unsigned long)load->image;
	if (!load->image)
		return -ENOMEM;
	memset(load->image, 0, size);
	if (!load->percpu_size)
		return 0;
	load->percpu = (unsigned long)__alloc_reserved_percpu(
		load->percpu_size, load->percpu_align);
	return load->percpu ? 0 : -ENOMEM;
}

static void put_memory(struct coming *c)
{
	free_percpu((void __percpu *)c->load.percpu);
	module_memory_put(c->load.image);
}

/* module_link() asks for a name that is not in the file. */
static int find_for(struct module_load *load, const char *name,
		    unsigned long *value)
{
	struct coming *c = container_of(load, struct coming, load);
	struct symbol_search search = { .name = name, .gpl = c->gpl };
	const struct kernel_symbol *sym = find_symbol(&search);

	if (IS_ERR(sym))
		return PTR_ERR(sym);
	*value = (unsigned long)sym->value;
	return use_module(&c->uses, search.owner);
}

/* Every CPU's copy begins as the file says. */
static void fill_percpu(const struct module_load *load)
{
	const u8 *pattern = load->image + load->offset[load->elf.percpu];
	unsigned int cpu;

	if (!load->percpu_size)
		return;
	for_each_possible_cpu(cpu)
		memcpy(per_cpu_ptr((u8 __percpu *)load->percpu, cpu), pattern,
		       load->percpu_size);
}

static const void *table(const struct module_load *load, const char *section,
			 unsigned int *nr)
{
	unsigned long size, at = module_section(load, section, &size);

	*nr = size / sizeof(void *);
	return (const void *)at;
}

/* What the file's struct module does not say. */
static void fill_module(struct coming *c)
{
	struct module_load *load = &c->load;
	struct module *mod = (void *)(load->image +
				      load->offset[load->elf.this_module]);

	strscpy(mod->name, load->elf.name, sizeof(mod->name));
	mod->state = MODULE_STATE_UNFORMED;
	atomic_set(&mod->refcnt, 0);
	INIT_LIST_HEAD(&mod->uses);
	list_splice_init(&c->uses, &mod->uses);
	mod->base = load->image;
	mod->text_size = load->part_size[MODULE_TEXT];
	mod->rodata_size = load->part_size[MODULE_RODATA];
	mod->data_size = load->part_size[MODULE_DATA];
	mod->percpu = (void __percpu *)load->percpu;
	mod->percpu_size = load->percpu_size;
	mod->syms = table(load, "ksymtab", &mod->num_syms);
	mod->params = table(load, "module_params", &mod->num_params);
	mod->kunit_suites = table(load, "kunit_test_suites",
				  &mod->num_kunit_suites);
	mod->symtab = (void *)(load->image + load->symtab_offset);
	mod->num_symtab = load->nr_symbols;
	mod->gpl = c->gpl;
	c->mod = mod;
}

/* A name that exists already would be found there, and not here. */
static int check_exports(const struct coming *c)
{
	unsigned int i;

	for (i = 0; i < c->mod->num_syms; i++) {
		struct symbol_search search = {
			.name = c->mod->syms[i]->name, .gpl = true,
		};

		if (!IS_ERR(find_symbol(&search)))
			return module_refuse(&c->load.elf, "exports %s, which %s exports already",
					     search.name,
					     search.owner ? search.owner->name
							  : "the kernel");
	}
	return 0;
}

static int link_module(struct coming *c)
{
	int err;

	c->load.find = find_for;
	err = module_link(&c->load);
	if (err)
		return err;
	fill_percpu(&c->load);
	fill_module(c);
	return check_exports(c);
}

/* From a checked file to a module that nobody has seen yet. */
static int build(struct coming *c, const char *args)
{
	int err;

	if (find_module(c->load.elf.name)) {
		pr_err("%s: is loaded already\n", c->load.elf.name);
		return -EEXIST;
	}
	err = get_memory(c) ?: link_module(c);
	if (!err)
		/* Its text may run first: a set() may be its own. */
		err = module_memory_protect(c->mod) ?:
		      module_set_params(c->mod, args);
	if (!err)
		return 0;
	if (c->mod) {
		list_splice_init(&c->mod->uses, &c->uses);
		kfree(c->mod->args);
	}
	drop_uses(&c->uses);
	put_memory(c);
	if (err == -ENOMEM)
		pr_err("%s: no memory\n", c->load.elf.name);
	return err;
}

/* ---- in ---- */

/* Nobody refers to it any more. */
static void free_module(struct module *mod)
{
	void __percpu *percpu = mod->percpu;
	void *base = mod->base;
	unsigned long size = mod->text_size + mod->rodata_size +
			     mod->data_size;

	/* A backtrace may be looking at its names. */
	synchronize_rcu();
	/* Its locks have been let go; their names lie in it. */
	lockdep_free_key_range(base, size);
	drop_uses(&mod->uses);
	kfree(mod->args);
	free_percpu(percpu);
	module_memory_put(base);
}

/* 0: it is LIVE, and held. */
static int start(struct module *mod)
{
	int err = mod->init ? mod->init() : 0;

	if (err)
		pr_err("%s: its init function failed: %pe\n", mod->name,
		       ERR_PTR(err));
	modules_lock();
	if (err) {
		mod->state = MODULE_STATE_GOING;
		list_del_rcu(&mod->list);
	} else {
		mod->state = MODULE_STATE_LIVE;
		/* Held for its suites: insmod() lets go. */
		atomic_inc(&mod->refcnt);
	}
	modules_unlock();
	if (err)
		free_module(mod);
	return err;
}

static int load_module(struct coming *c, const char *args)
{
	int err = read_info(c);

	if (err)
		return err;
	modules_lock();
	err = build(c, args);
	if (!err) {
		c->mod->state = MODULE_STATE_COMING;
		list_add_tail_rcu(&c->mod->list, &modules);
	}
	modules_unlock();
	return err;
}

int insmod(const char *name, const void *data, size_t size, const char *args)
{
	struct coming *c = vzalloc(sizeof(*c));
	struct module *mod = NULL;
	int err;

	if (!c)
		return -ENOMEM;
	INIT_LIST_HEAD(&c->uses);
	strscpy(c->load.elf.name, name, sizeof(c->load.elf.name));
	err = module_elf_open(&c->load.elf, data, size) ?: load_module(c, args);
	if (!err)
		mod = c->mod;
	vfree(c);
	if (err)
		return err;
	err = start(mod);
	if (err)
		return err;
	module_run_suites(mod);
	module_put(mod);
	return 0;
}

/* ---- out ---- */

/* Take it off the list, if nobody needs it. */
static int claim(const char *name, struct module **out)
{
	struct module *mod = find_module(name);

	if (!mod)
		return -ENOENT;
	if (mod->state != MODULE_STATE_LIVE)
		return -EBUSY;
	/* -1: try_module_get() will not bring it back. */
	if (atomic_cmpxchg(&mod->refcnt, 0, -1) != 0) {
		pr_err("%s: in use by %d\n", mod->name,
		       atomic_read(&mod->refcnt));
		return -EBUSY;
	}
	mod->state = MODULE_STATE_GOING;
	*out = mod;
	return 0;
}

int rmmod(const char *name)
{
	struct module *mod = NULL;
	int err;

	modules_lock();
	err = claim(name, &mod);
	modules_unlock();
	if (err)
		return err;
	if (mod->exit)
		mod->exit();
	modules_lock();
	list_del_rcu(&mod->list);
	modules_unlock();
	free_module(mod);
	return 0;
}
