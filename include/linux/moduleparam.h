/* SPDX-License-Identifier: MIT */
/*
 * moduleparam.h - settings of a module, as variables of C
 *
 *	static int loops = 100;
 *	module_param(loops, int, 0444);
 *	MODULE_PARM_DESC(loops, "how often");
 *
 * Set where the module is loaded ("loops=5"), or on the kernel's command
 * line with the module's name before it ("hello.loops=5"), which is also how
 * code that is built in gets its values.
 */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/kconfig.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct kernel_param;

/**
 * struct kernel_param_ops - how a kind of parameter is read and shown
 * @set: text to variable; "" is what a bare word gives. 0 or negative errno
 * @get: variable to text, at most a page with the NUL; its length
 * @flags: KERNEL_PARAM_OPS_FL_NOARG: a bare word is enough
 */
struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
};

#define KERNEL_PARAM_OPS_FL_NOARG	1

/**
 * struct kernel_param - one parameter
 * @name:  in a module as in C; of what is built in, "module.name"
 * @arg:   the variable, or what @ops makes of it
 */
struct kernel_param {
	const char *name;
	const struct kernel_param_ops *ops;
	u16 perm;
	void *arg;
};

TABLE_DECLARE(module_params, const struct kernel_param);

/* A string in a buffer of its own, and a list of values */
struct kparam_string {
	unsigned int maxlen;
	char *string;
};

struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num;
	const struct kernel_param_ops *ops;
	void *elem;
};

extern const struct kernel_param_ops param_ops_byte, param_ops_short,
	param_ops_ushort, param_ops_int, param_ops_uint, param_ops_long,
	param_ops_ulong, param_ops_ullong, param_ops_bool, param_ops_invbool,
	param_ops_charp, param_ops_string, param_array_ops;

/*
 * param_set_int and so on: what the kinds above do, for kinds of one's own
 * that do more when a value is set (module_param_cb)
 */
#define __PARAM_FUNCTIONS(name) \
	int param_set_##name(const char *val, const struct kernel_param *kp); \
	int param_get_##name(char *buffer, const struct kernel_param *kp)

__PARAM_FUNCTIONS(byte);
__PARAM_FUNCTIONS(short);
__PARAM_FUNCTIONS(ushort);
__PARAM_FUNCTIONS(int);
__PARAM_FUNCTIONS(uint);
__PARAM_FUNCTIONS(long);
__PARAM_FUNCTIONS(ulong);
__PARAM_FUNCTIONS(ullong);
__PARAM_FUNCTIONS(bool);
__PARAM_FUNCTIONS(invbool);
__PARAM_FUNCTIONS(charp);

#ifdef MODULE
#define __MODULE_PARAM_PREFIX
#else
#ifndef KBUILD_MODNAME
#define KBUILD_MODNAME "kernel"
#endif
#define __MODULE_PARAM_PREFIX KBUILD_MODNAME "."
#endif

#define __module_param_call(text, operations, argument, mode, id) \
	static const struct kernel_param id = { \
		.name = __MODULE_PARAM_PREFIX text, .ops = operations, \
		.perm = mode, .arg = argument \
	}; \
	TABLE_ENTRY(module_params, const struct kernel_param, &id)

#define module_param_cb(name, ops, arg, perm) \
	__module_param_call(#name, ops, arg, perm, __UNIQUE_ID(param))
#define module_param_named(name, value, type, perm) \
	module_param_cb(name, &param_ops_##type, &value, perm)
#define module_param(name, type, perm) \
	module_param_named(name, name, type, perm)
#define module_param_string(name, text, len, perm) \
	static const struct kparam_string __param_string_##name = { \
		len, text \
	}; \
	module_param_cb(name, &param_ops_string, \
			(void *)&__param_string_##name, perm)
#define module_param_array_named(name, array, type, nump, perm) \
	static const struct kparam_array __param_arr_##name = { \
		.max = ARRAY_SIZE(array), .elemsize = sizeof((array)[0]), \
		.num = nump, .ops = &param_ops_##type, .elem = array \
	}; \
	module_param_cb(name, &param_array_ops, \
			(void *)&__param_arr_##name, perm)
#define module_param_array(name, type, nump, perm) \
	module_param_array_named(name, name, type, nump, perm)
#define core_param(name, var, type, perm) \
	__module_param_call(#name, &param_ops_##type, &var, perm, \
			    __UNIQUE_ID(param))

/**
 * parse_module_args - set parameters from one line
 * @module: for messages
 * @args:   "a=1 b c=\"x y\""; cut up in place, and charp parameters point
 *	    into it: it must live as long as they
 * @params, @num: where to look names up
 *
 * Return: 0; -ENOENT for a name that is no parameter, or what its set()
 * said. The first complaint ends it; it is said on the console.
 */
int parse_module_args(const char *module, char *args,
		      const struct kernel_param *const *params,
		      unsigned int num);

#endif
