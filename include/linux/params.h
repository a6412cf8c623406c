/* SPDX-License-Identifier: MIT */
/*
 * params.h - the pieces of parse_boot_params(), for a table of one's own
 */
#ifndef _LINUX_PARAMS_H
#define _LINUX_PARAMS_H

#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/seq_file.h>

/**
 * next_word - take one word off a command line
 * @args:  where to begin; cut up in place
 * @name:  set to what stands before the "=", or to the whole word
 * @value: set to what stands after it, or to NULL for a bare word
 *
 * Words end at blanks. Double quotes make blanks part of a word and are
 * themselves removed; one that is never closed goes on to the end.
 *
 * Return: where to go on, or NULL if there was no word.
 */
char *next_word(char *args, char **name, char **value);

/* Equal, with '-' and '_' as one character */
bool param_name_equal(const char *a, const char *b);

/**
 * struct param_table - parameters [start, stop), as the linker gathers them
 */
struct param_table {
	const struct boot_param *const *start;
	const struct boot_param *const *stop;
};

/**
 * parse_params - run @cmdline through the parameters of @table
 * @cmdline: cut up in place; a parser may keep pointers into it
 * @table:   if a name is there twice, both are called
 * @unknown: words nobody declared are written here, with a blank between
 *
 * A malformed value is reported on the console.
 *
 * Return: how many words were unknown or malformed.
 */
int parse_params(char *cmdline, const struct param_table *table,
		 struct seq_file *unknown);

#endif
