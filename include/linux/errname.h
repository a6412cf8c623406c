/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_ERRNAME_H
#define _LINUX_ERRNAME_H

/**
 * errname - the name of an error number
 * Return: "-ENOMEM" for -ENOMEM, "ENOMEM" for ENOMEM, NULL if there is none.
 */
const char *errname(int err);

#endif
