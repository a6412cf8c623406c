/* SPDX-License-Identifier: MIT */
/*
 * rename.h - our C library beside the host's, in one process
 *
 * Forced into every host object but posix.o (-include). Without it our
 * strlen() would replace libc's for the whole process, under the feet of the
 * sanitizers, which intercept those names. Calls that the compiler makes up
 * itself (a structure copy is a memcpy) still go to libc; that is as good.
 *
 * Any function of ours that libc has too belongs here.
 */
#ifndef _HOST_RENAME_H
#define _HOST_RENAME_H

#define memchr		pw_memchr
#define memcmp		pw_memcmp
#define memcpy		pw_memcpy
#define memmove		pw_memmove
#define memset		pw_memset
#define memscan		pw_memscan
#define bcmp		pw_bcmp

#define strcasecmp	pw_strcasecmp
#define strcat		pw_strcat
#define strchr		pw_strchr
#define strchrnul	pw_strchrnul
#define strcmp		pw_strcmp
#define strcpy		pw_strcpy
#define strcspn		pw_strcspn
#define strlcat		pw_strlcat
#define strlcpy		pw_strlcpy
#define strlen		pw_strlen
#define strncasecmp	pw_strncasecmp
#define strncat		pw_strncat
#define strncmp		pw_strncmp
#define strncpy		pw_strncpy
#define strnlen		pw_strnlen
#define strpbrk		pw_strpbrk
#define strrchr		pw_strrchr
#define strsep		pw_strsep
#define strspn		pw_strspn
#define strstr		pw_strstr
#define stpcpy		pw_stpcpy

#define snprintf	pw_snprintf
#define sprintf		pw_sprintf
#define sscanf		pw_sscanf
#define vsnprintf	pw_vsnprintf
#define vsprintf	pw_vsprintf
#define vsscanf		pw_vsscanf

#define bsearch		pw_bsearch
#define ffs		pw_ffs
#define sort		pw_sort
#define panic		pw_panic

#endif
