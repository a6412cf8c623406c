/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_GLOB_H
#define _LINUX_GLOB_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * glob_match - does the whole of @str fit the shell pattern @pat?
 *
 * `*` any run, `?` any one character, `[a-z]` a class, `[!a-z]` its
 * complement, `\` takes the next character as it is. A `[` that is never
 * closed is an ordinary character. Neither `/` nor a leading `.` is special.
 */
bool __pure glob_match(const char *pat, const char *str);

#endif
