/* SPDX-License-Identifier: MIT */
/*
 * posix.h - what the host port asks of the operating system
 *
 * Two worlds meet here and their headers cannot: <string.h> and
 * <linux/string.h> declare the same names differently. So posix.c alone
 * includes the host's headers, the rest of arch/host the kernel's, and
 * between them are plain C types only.
 */
#ifndef _HOST_POSIX_H
#define _HOST_POSIX_H

/* To standard output, whole, past all buffers: also right before a crash. */
void host_write(const char *text, unsigned long len);

/* The next byte of standard input, or -1 at its end. */
int host_getc(void);

/* End the process, running what registered for its end (coverage, leaks). */
void host_exit(int status) __attribute__((__noreturn__));

/* Nanoseconds of a clock that never goes back; the zero is arbitrary. */
unsigned long long host_clock_ns(void);

/* Seconds since 1970, UTC. */
unsigned long long host_wall_clock(void);

/**
 * host_map_phys - physical memory: a file without a name, mapped whole
 * @size: bytes, a multiple of the host's page size
 * @fd:   receives the file, so that a frame can be mapped a second time
 *
 * Return: the address of byte 0, a multiple of 2 MiB, zero-filled; or NULL.
 */
void *host_map_phys(unsigned long size, int *fd);

/**
 * host_reserve - address space with nothing in it: touching it faults
 * @size, @align: bytes; @align a power of two
 *
 * Return: its address, or NULL.
 */
void *host_reserve(unsigned long size, unsigned long align);

/**
 * host_map_file - show [offset, offset + size) of @fd at @addr
 * @fd: what host_map_phys() gave; negative: nothing is shown any more
 *
 * Return: 0, or -1.
 */
int host_map_file(unsigned long addr, unsigned long size, int fd,
		  unsigned long offset);

/**
 * struct host_mapping - what page-table entries say of a range
 * @addr, @size: where, bytes
 * @offset: which part of the file of host_map_phys()
 * @touchable, @writable: 0 or 1
 */
struct host_mapping {
	unsigned long addr;
	unsigned long size;
	unsigned long offset;
	int touchable;
	int writable;
};

/* Return: 0, or -1. */
int host_map_entries(const struct host_mapping *map);

/* Let [addr, addr + size) be touched, or not. Return: 0, or -1. */
int host_protect(unsigned long addr, unsigned long size, int touchable);

/* 1: the byte at @addr can be read; 0: reading it would be a fault. */
int host_readable(unsigned long addr);

/* Return addresses from the caller outwards; how many were found. */
unsigned int host_backtrace(void **pc, unsigned int max);

/* The same by frame pointers: cheap, but it ends where libc's code begins. */
unsigned int host_frames(void **pc, unsigned int max);

/* What the dynamic linker knows of a function. */
struct host_symbol {
	const char *name;
	unsigned long start;
	unsigned long size;	/* bytes */
};

/* Return: 1, or 0 if @pc is in nothing that has a name. */
int host_symbol_at(unsigned long pc, struct host_symbol *sym);
unsigned long host_symbol_address(const char *name);

/*
 * A function of the shared library @file, which is loaded for itself: its
 * malloc() does not replace ours. @file NULL: of the program. NULL: no such.
 */
void *host_library_symbol(const char *file, const char *name);

/* malloc() and free(), where the sanitizers watch; zeroed. */
void *host_alloc(unsigned long size);
void host_free(void *mem);

/* ---- threads that are CPUs ---- */

#define HOST_CPUS_MAX	64

/* Start the thread of CPU @cpu at @fn. Return: 0, or the host's errno. */
int host_cpu_start(unsigned int cpu, void (*fn)(unsigned int cpu));

/*
 * Sleep until somebody has woken @cpu, or for @ns at most; wake-ups are
 * counted, none is lost.
 */
void host_cpu_wait(unsigned int cpu, unsigned long ns);
void host_cpu_wake(unsigned int cpu);

/* ---- threads that are tasks ---- */

struct host_task;

/* For a thread that exists, or is started next. NULL: memory is short. */
struct host_task *host_task_create(void);

/* Start its thread at @fn. Return: 0, or the host's errno (and it is gone). */
int host_task_start(struct host_task *t, void (*fn)(void *arg), void *arg);

/* Wait for one's turn, give it to another, end the thread one is. */
void host_task_wait(struct host_task *t);
void host_task_post(struct host_task *t);
void host_task_end(struct host_task *t) __attribute__((__noreturn__));

/* Let another thread run. */
void host_yield(void);

#endif
