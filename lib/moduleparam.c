// SPDX-License-Identifier: MIT
/*
 * moduleparam.c - text to variable and back, for module_param()
 *
 * A parameter is a name, a variable and a pair of functions that know the
 * variable's type. One line of "a=1 b" is cut into words by params.c, each
 * word is looked up, and its set() writes the variable or says why not;
 * nothing of a refused value is written.
 *
 * charp keeps a pointer into the line it was read from; whoever passes the
 * line keeps it. An array is a list with commas, each piece set as one of
 * its element's type; a piece too many is refused before it is written.
 *
 * LOCKING
 *	None: set while a module is loaded, or by the boot CPU.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/params.h>
#include <linux/string.h>

/* Linux's buffer of one attribute: a page */
#define PARAM_TEXT_MAX	4096

/* ---- numbers: 0x, 0 and decimal, as C has them ---- */

#define NUMBER_OPS(name, type, format, parse) \
int param_set_##name(const char *val, const struct kernel_param *kp) \
{ \
	return parse(val, 0, (type *)kp->arg); \
} \
EXPORT_SYMBOL(param_set_##name); \
\
int param_get_##name(char *buffer, const struct kernel_param *kp) \
{ \
	return scnprintf(buffer, PARAM_TEXT_MAX, format, *(type *)kp->arg); \
} \
EXPORT_SYMBOL(param_get_##name); \
\
const struct kernel_param_ops param_ops_##name = { \
	.set = param_set_##name, \
	.get = param_get_##name, \
}; \
EXPORT_SYMBOL(param_ops_##name)

NUMBER_OPS(byte, u8, "%hhu", kstrtou8);
NUMBER_OPS(short, s16, "%hd", kstrtos16);
NUMBER_OPS(ushort, u16, "%hu", kstrtou16);
NUMBER_OPS(int, int, "%d", kstrtoint);
NUMBER_OPS(uint, unsigned int, "%u", kstrtouint);
NUMBER_OPS(long, long, "%ld", kstrtol);
NUMBER_OPS(ulong, unsigned long, "%lu", kstrtoul);
NUMBER_OPS(ullong, unsigned long long, "%llu", kstrtoull);

/* ---- yes and no; a bare word is yes ---- */

int param_set_bool(const char *val, const struct kernel_param *kp)
{
	return kstrtobool(*val ? val : "1", kp->arg);
}
EXPORT_SYMBOL(param_set_bool);

int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_TEXT_MAX, "%c",
			 *(bool *)kp->arg ? 'Y' : 'N');
}
EXPORT_SYMBOL(param_get_bool);

const struct kernel_param_ops param_ops_bool = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool,
	.get = param_get_bool,
};
EXPORT_SYMBOL(param_ops_bool);

int param_set_invbool(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(*val ? val : "1", &value);

	if (!err)
		*(bool *)kp->arg = !value;
	return err;
}
EXPORT_SYMBOL(param_set_invbool);

int param_get_invbool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_TEXT_MAX, "%c",
			 *(bool *)kp->arg ? 'N' : 'Y');
}
EXPORT_SYMBOL(param_get_invbool);

const struct kernel_param_ops param_ops_invbool = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_invbool,
	.get = param_get_invbool,
};
EXPORT_SYMBOL(param_ops_invbool);

/* ---- text ---- */

int param_set_charp(const char *val, const struct kernel_param *kp)
{
	*(const char **)kp->arg = val;
	return 0;
}
EXPORT_SYMBOL(param_set_charp);

int param_get_charp(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_TEXT_MAX, "%s", *(char **)kp->arg);
}
EXPORT_SYMBOL(param_get_charp);

const struct kernel_param_ops param_ops_charp = {
	.set = param_set_charp,
	.get = param_get_charp,
};
EXPORT_SYMBOL(param_ops_charp);

static int param_set_string(const char *val, const struct kernel_param *kp)
{
	const struct kparam_string *s = kp->arg;

	if (strlen(val) >= s->maxlen)
		return -ENOSPC;
	strcpy(s->string, val);
	return 0;
}

static int param_get_string(char *buffer, const struct kernel_param *kp)
{
	const struct kparam_string *s = kp->arg;

	return scnprintf(buffer, PARAM_TEXT_MAX, "%s", s->string);
}

const struct kernel_param_ops param_ops_string = {
	.set = param_set_string,
	.get = param_get_string,
};
EXPORT_SYMBOL(param_ops_string);

/* ---- lists ---- */

/* One piece, cut off where it stands: its set() wants a string that ends. */
static int set_element(const struct kparam_array *arr, unsigned int i,
		       char *piece)
{
	const struct kernel_param kp = {
		.ops = arr->ops,
		.arg = (char *)arr->elem + i * arr->elemsize,
	};

	return arr->ops->set(piece, &kp);
}

static int param_set_array(const char *val, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arg;
	char *rest = (char *)val;	/* parse_module_args() owns the line */
	unsigned int i;

	for (i = 0; rest; i++) {
		char *piece = strsep(&rest, ",");
		int err = i < arr->max ? set_element(arr, i, piece) : -EINVAL;

		if (err)
			return err;
	}
	if (arr->num)
		*arr->num = i;
	return 0;
}

static int param_get_array(char *buffer, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arg;
	unsigned int i, nr = arr->num ? *arr->num : arr->max;
	struct kernel_param one = { .ops = arr->ops };
	int len = 0;

	/* 20 digits and a comma each: a page holds 195 of the longest. */
	for (i = 0; i < nr && len < PARAM_TEXT_MAX - 32; i++) {
		one.arg = (char *)arr->elem + i * arr->elemsize;
		if (i)
			buffer[len++] = ',';
		len += arr->ops->get(buffer + len, &one);
	}
	return len;
}

const struct kernel_param_ops param_array_ops = {
	.set = param_set_array,
	.get = param_get_array,
};
EXPORT_SYMBOL(param_array_ops);

/* ---- a line of them ---- */

static const struct kernel_param *
find_param(const char *name, const struct kernel_param *const *params,
	   unsigned int num)
{
	unsigned int i;

	for (i = 0; i < num; i++) {
		if (param_name_equal(params[i]->name, name))
			return params[i];
	}
	return NULL;
}

static int set_param(const struct kernel_param *kp, const char *value)
{
	if (!value && !(kp->ops->flags & KERNEL_PARAM_OPS_FL_NOARG))
		return -EINVAL;
	return kp->ops->set(value ? value : "", kp);
}

int parse_module_args(const char *module, char *args,
		      const struct kernel_param *const *params,
		      unsigned int num)
{
	char *name, *value;

	while ((args = next_word(args, &name, &value)) != NULL) {
		const struct kernel_param *kp = find_param(name, params, num);
		int err = kp ? set_param(kp, value) : -ENOENT;

		if (err == -ENOENT)
			pr_err("%s: unknown parameter '%s'\n", module, name);
		else if (err)
			pr_err("%s: '%s' is no value for parameter '%s' (%pe)\n",
			       module, value ? value : "", name, ERR_PTR(err));
		if (err)
			return err;
	}
	return 0;
}
