/* SPDX-License-Identifier: MIT */
/*
 * module.h - code that comes and goes while the kernel runs
 *
 *	static int __init hello_init(void) { ... return 0; }
 *	static void __exit hello_exit(void) { ... }
 *	module_init(hello_init);
 *	module_exit(hello_exit);
 *	MODULE_LICENSE("GPL");
 *
 * `make M=dir` makes a .ko of it (tools/module.mk); GRUB's module2 or QEMU's
 * -initrd hands it over; insmod, lsmod and rmmod are console commands. The
 * same source may be built into the kernel: then module_init() runs at boot
 * and module_exit() never.
 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <asm/page.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/percpu-defs.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/types.h>

#define MODULE_NAME_LEN	56

/* Built for which kernel: another's struct module may look otherwise. */
#define VERMAGIC_STRING	PAGEWRIGHT_VERSION " SMP preempt mod_unload"

enum module_state {
	MODULE_STATE_LIVE,	/* init has returned 0 */
	MODULE_STATE_COMING,	/* init runs */
	MODULE_STATE_GOING,	/* exit runs */
	MODULE_STATE_UNFORMED,	/* being put together: nobody sees it */
};

struct kunit_suite;

/**
 * struct module - one that is loaded
 * @name:   without ".ko"
 * @init:   NULL: there is none
 * @exit:   NULL: there is none, and it can be taken out all the same
 * @refcnt: try_module_get() and modules that use its symbols; it is taken
 *	    out only at 0
 *
 * The object file brings it, with the first three filled in; the rest is the
 * loader's, written with its mutex held and read-only once LIVE.
 */
struct module {
	char name[MODULE_NAME_LEN];
	int (*init)(void);
	void (*exit)(void);

	enum module_state state;
	struct list_head list;
	atomic_t refcnt;
	struct list_head uses;		/* struct module_use: whose symbols */

	void *base;			/* [text][rodata][data], whole pages */
	unsigned int text_size;		/* bytes, each a multiple of a page */
	unsigned int rodata_size;
	unsigned int data_size;
	void __percpu *percpu;
	unsigned int percpu_size;

	const struct kernel_symbol *const *syms;
	unsigned int num_syms;
	const struct kernel_param *const *params;
	unsigned int num_params;
	char *args;			/* what charp parameters point into */
	struct kunit_suite *const *kunit_suites;
	unsigned int num_kunit_suites;

	const struct module_symbol *symtab;	/* by address, for backtraces */
	unsigned int num_symtab;
	bool gpl;
};

/* One function or variable, for backtraces and /proc/kallsyms */
struct module_symbol {
	unsigned long address;
	const char *name;
};

#ifdef MODULE
extern struct module __this_module;
#define THIS_MODULE	(&__this_module)

#define module_init(fn)	int init_module(void) \
	__attribute__((__copy__(fn), __alias__(#fn)))
#define module_exit(fn)	void cleanup_module(void) \
	__attribute__((__copy__(fn), __alias__(#fn)))

#define __MODULE_INFO_ID(tag, info, id) \
	static const char id[] __used __section(".modinfo") \
		__aligned(1) = #tag "=" info
#define MODULE_INFO(tag, info) \
	__MODULE_INFO_ID(tag, info, __UNIQUE_ID(tag))
#else
#define THIS_MODULE	((struct module *)0)
#define module_init(fn)	__module_initcall(fn, __UNIQUE_ID(init))
#define __module_initcall(fn, id) \
	static void id(void) \
	{ \
		int err = fn(); \
		if (err) \
			pr_warn("%s: %pe\n", #fn, ERR_PTR(err)); \
	} \
	late_initcall(id)
/* Referenced, so that the compiler does not miss a use. */
#define module_exit(fn) \
	static void (*const __UNIQUE_ID(exit))(void) __used = fn
#define MODULE_INFO(tag, info)	static_assert(1)
#endif

/* Neither is needed by a module that has nothing to do at either end. */
int init_module(void);
void cleanup_module(void);

#define MODULE_LICENSE(text)		MODULE_INFO(license, text)
#define MODULE_AUTHOR(text)		MODULE_INFO(author, text)
#define MODULE_DESCRIPTION(text)	MODULE_INFO(description, text)
#define MODULE_VERSION(text)		MODULE_INFO(version, text)
#define MODULE_ALIAS(text)		MODULE_INFO(alias, text)
#define MODULE_PARM_DESC(name, text)	MODULE_INFO(parm, #name ":" text)
#define MODULE_IMPORT_NS(ns)		MODULE_INFO(import_ns, #ns)
#define MODULE_DEVICE_TABLE(type, name)	static_assert(1)
#define MODULE_SOFTDEP(text)		MODULE_INFO(softdep, text)

/**
 * try_module_get - keep a module from being taken out
 * @module: NULL, for what is built in, is kept anyway
 *
 * Context: any. Return: false if it is already on its way out.
 */
bool try_module_get(struct module *module);

/* module_put - the way back. Context: any. */
void module_put(struct module *module);

/* __module_get - as try_module_get(), for somebody who holds one already */
void __module_get(struct module *module);

/* How many keep it; for looking at. */
int module_refcount(struct module *module);

/**
 * symbol_get - the address of an exported symbol, its module kept
 * Context: task; may sleep. Return: NULL if nobody exports it.
 */
#define symbol_get(x)	((typeof(&x))__symbol_get(#x))
void *__symbol_get(const char *name);
#define symbol_put(x)	__symbol_put(#x)
void __symbol_put(const char *name);

/* Nobody here looks modules up in a file system. */
#define request_module(fmt, ...)	(-ENOENT)

static inline bool module_is_live(const struct module *module)
{
	return module->state != MODULE_STATE_GOING;
}

/* The module whose text or data @addr lies in, or NULL. Context: any. */
struct module *__module_address(unsigned long addr);
#define is_module_address(addr)	(__module_address(addr) != NULL)

#endif
