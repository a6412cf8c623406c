// SPDX-License-Identifier: MIT
/*
 * params.c - the kernel's command line
 *
 * PROBLEM
 *	Settings come as one string from a person or a boot loader. A typing
 *	mistake must not pass silently: "mem=2g" and "men=2g" boot equally
 *	well, and only one of them does what was meant.
 *
 * IDEA
 *	Whoever has a setting declares it where it is used, with
 *	early_param("mem", fn); the linker gathers the declarations into one
 *	table. Here the line is cut into words
 *
 *		mem=2G  test="page alloc*"  -- not for us
 *		|   |	|      |	    |
 *		|   value	|	    "--" ends the kernel's words
 *		name	quotes keep blanks, and are removed
 *
 *	and each goes to every declaration of its name. '-' and '_' in names
 *	are one character, because nobody remembers which it was.
 *
 * FAILURE
 *	A value that the parser refuses, and a word that nobody declared, are
 *	reported in Linux's words and counted; the boot goes on with defaults.
 *	A name with a dot is a module's ("hello.pages"), which may come later:
 *	kernel/module_params.c.
 */
#include <linux/compiler.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/string.h>

/* As much as fits a console line or three; the rest is cut. */
#define UNKNOWN_MAX	256

/*
 * Cut the word at @args off. Its characters move down over the quotes that
 * are removed, which never overtakes the reading. Return: what follows.
 */
static char *cut_word(char *args)
{
	bool quoted = false;
	char *to = args;

	for (; *args && (quoted || !isspace((u8)*args)); args++) {
		if (*args == '"')
			quoted = !quoted;
		else
			*to++ = *args;
	}
	/* The NUL may land on the blank itself: step over it first. */
	if (*args)
		args++;
	*to = '\0';
	return args;
}

char *next_word(char *args, char **name, char **value)
{
	char *rest, *equals;

	args = skip_spaces(args);
	if (!*args)
		return NULL;

	rest = cut_word(args);
	equals = strchr(args, '=');
	*name = args;
	*value = NULL;
	if (equals) {
		*equals = '\0';
		*value = equals + 1;
	}
	return rest;
}

static char folded(char c)
{
	return c == '-' ? '_' : c;
}

bool param_name_equal(const char *a, const char *b)
{
	while (*a && folded(*a) == folded(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}
EXPORT_SYMBOL(param_name_equal);

/* What became of one word */
enum outcome {
	PARAM_UNKNOWN,
	PARAM_TAKEN,
	PARAM_MALFORMED,
};

static enum outcome parse_one(const struct param_table *table,
			      const char *name, char *value)
{
	const struct boot_param *const *param;
	enum outcome outcome = PARAM_UNKNOWN;
	int err;

	for (param = table->start; param < table->stop; param++) {
		if (!param_name_equal((*param)->name, name))
			continue;
		err = (*param)->parse(value);
		if (err) {
			pr_warn("Malformed early option '%s': \"%s\" (%pe)\n",
				name, value, ERR_PTR(err));
			outcome = PARAM_MALFORMED;
		} else if (outcome == PARAM_UNKNOWN) {
			outcome = PARAM_TAKEN;
		}
	}
	return outcome;
}

int parse_params(char *cmdline, const struct param_table *table,
		 struct seq_file *unknown)
{
	static char no_value[1];	/* what a bare word's parser is given */
	char *name, *value;
	int complaints = 0;

	while ((cmdline = next_word(cmdline, &name, &value)) != NULL) {
		enum outcome outcome;

		if (!value && strcmp(name, "--") == 0)
			break;
		no_value[0] = '\0';
		outcome = parse_one(table, name, value ? value : no_value);
		if (outcome == PARAM_TAKEN ||
		    (outcome == PARAM_UNKNOWN && strchr(name, '.')))
			continue;
		complaints++;
		if (outcome == PARAM_UNKNOWN)
			seq_printf(unknown, "%s%s%s%s",
				   unknown->count ? " " : "", name,
				   value ? "=" : "", value ? value : "");
	}
	return complaints;
}

int parse_boot_params(char *cmdline)
{
	const struct param_table table = {
		.start = __start_boot_params,
		.stop = __stop_boot_params,
	};
	char words[UNKNOWN_MAX];
	struct seq_buf_sink sink;
	struct seq_file unknown;
	int complaints;

	seq_file_to_buf(&unknown, &sink, words, sizeof(words));
	complaints = parse_params(cmdline, &table, &unknown);
	if (unknown.count)
		pr_warn("Unknown kernel command line parameters \"%s%s\"\n",
			words, unknown.count > sink.len ? "..." : "");
	return complaints;
}
