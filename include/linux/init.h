/* SPDX-License-Identifier: MIT */
/*
 * init.h - boot parameters, and marks for what only the boot needs
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>

#define __init		__section(".init.text") __cold
#define __initdata	__section(".init.data")
#define __initconst	__section(".init.rodata")
#define __exit		__section(".exit.text") __cold

/**
 * struct boot_param - one word the command line may hold
 * @name:  what stands before the "=", or the whole word
 * @parse: called with the text after "=" ("" for a bare word);
 *         0, or a negative errno for a value that makes no sense
 */
struct boot_param {
	const char *name;
	int (*parse)(char *value);
};

TABLE_DECLARE(boot_params, const struct boot_param);

/**
 * early_param - declare a boot parameter where it is used
 * @str: its name, a string without "="
 * @fn:  int fn(char *value); see struct boot_param
 *
 * Every parameter is parsed once, before bootmem exists. A value that @fn
 * refuses is reported ("Malformed early option 'mem'") and the default
 * stays; a word nobody declared is reported too. Linux's macro of this
 * name, with the same meaning.
 */
#define early_param(str, fn) __early_param(str, fn, __UNIQUE_ID(param))
#define __early_param(str, fn, id) \
	static const struct boot_param id = { .name = str, .parse = fn }; \
	TABLE_ENTRY(boot_params, const struct boot_param, &id)

/*
 * Functions that run once, in the order they were linked:
 *
 *	early_initcall(fn)	while bootmem still gives memory
 *	late_initcall(fn)	with memory, interrupts and CPUs, before the tests
 */
struct initcall {
	void (*run)(void);
};

TABLE_DECLARE(early_initcalls, const struct initcall);
TABLE_DECLARE(late_initcalls, const struct initcall);

#define early_initcall(fn) \
	__initcall(early_initcalls, fn, __UNIQUE_ID(initcall))
#define late_initcall(fn) \
	__initcall(late_initcalls, fn, __UNIQUE_ID(initcall))
#define __initcall(table, fn, id) \
	static const struct initcall id = { .run = fn }; \
	TABLE_ENTRY(table, const struct initcall, &id)

/**
 * parse_boot_params - run the command line through every boot_param
 * @cmdline: NUL-terminated; cut up in place. Double quotes group blanks,
 *           '-' and '_' are one character in names, "--" ends parsing.
 *
 * Return: how many words were unknown or malformed (each is reported).
 */
int parse_boot_params(char *cmdline);

#endif
