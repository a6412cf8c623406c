// SPDX-License-Identifier: MIT
/*
 * posix.c - the host's system calls, behind plain C types
 *
 * The only file of the tree that includes host headers; posix.h says why.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "posix.h"

void host_write(const char *text, unsigned long len)
{
	ssize_t n;

	while (len) {
		n = write(STDOUT_FILENO, text, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;		/* nobody listens any more */
		text += n;
		len -= (unsigned long)n;
	}
}

int host_getc(void)
{
	unsigned char c;
	ssize_t n;

	do {
		n = read(STDIN_FILENO, &c, 1);
	} while (n < 0 && errno == EINTR);
	return n == 1 ? c : -1;
}

void host_exit(int status)
{
	exit(status);
}

unsigned long long host_wall_clock(void)
{
	return (unsigned long long)time(NULL);
}

unsigned long long host_clock_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (unsigned long long)ts.tv_sec * 1000000000ULL +
	       (unsigned long long)ts.tv_nsec;
}

/* What is reserved, and again when it is unmapped: one kind, so it joins. */
#define NOTHING	(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE)

static int phys_fd = -1;

void *host_reserve(unsigned long size, unsigned long align)
{
	char *base = mmap(NULL, size + align, PROT_NONE,
			  NOTHING, -1, 0);

	if (base == MAP_FAILED)
		return NULL;
	return (void *)(((unsigned long)base + align - 1) & ~(align - 1));
}

/* As on a machine: large leaves of the direct map begin at their own size. */
#define PHYS_ALIGN	(2UL << 20)

void *host_map_phys(unsigned long size, int *fd)
{
	void *base = host_reserve(size, PHYS_ALIGN);

	if (!base)
		return NULL;
	*fd = memfd_create("pagewright-phys", MFD_CLOEXEC);
	if (*fd < 0)
		return NULL;
	if (ftruncate(*fd, (off_t)size))
		goto fail;
	phys_fd = *fd;
	/* Shared: a second mapping of a frame must see the same bytes. */
	base = mmap(base, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
		    *fd, 0);
	if (base == MAP_FAILED)
		goto fail;
	return base;
fail:
	close(*fd);
	*fd = -1;
	return NULL;
}

int host_map_file(unsigned long addr, unsigned long size, int fd,
		  unsigned long offset)
{
	int prot = fd < 0 ? PROT_NONE : PROT_READ | PROT_WRITE;
	int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
	void *got = mmap((void *)addr, size, prot, flags | MAP_FIXED, fd,
			 fd < 0 ? 0 : (off_t)offset);

	return got == MAP_FAILED ? -1 : 0;
}

int host_map_entries(const struct host_mapping *map)
{
	void *addr = (void *)map->addr;
	int prot = map->writable ? PROT_READ | PROT_WRITE : PROT_READ;
	void *got;

	if (map->touchable)
		got = mmap(addr, map->size, prot, MAP_SHARED | MAP_FIXED,
			   phys_fd, (off_t)map->offset);
	else
		got = mmap(addr, map->size, PROT_NONE, NOTHING | MAP_FIXED,
			   -1, 0);
	return got == MAP_FAILED ? -1 : 0;
}

int host_protect(unsigned long addr, unsigned long size, int touchable)
{
	return mprotect((void *)addr, size,
			touchable ? PROT_READ | PROT_WRITE : PROT_NONE);
}

/* The kernel that copies it says EFAULT where we would be killed. */
int host_readable(unsigned long addr)
{
	int fd[2], readable;

	if (pipe(fd))
		return 0;
	readable = write(fd[1], (const void *)addr, 1) == 1;
	close(fd[0]);
	close(fd[1]);
	return readable;
}

unsigned int host_backtrace(void **pc, unsigned int max)
{
	return (unsigned int)backtrace(pc, (int)max);
}

/* Where the thread's stack ends that @bp lies in; 0: it is another stack. */
static unsigned long stack_end(unsigned long bp)
{
	static __thread unsigned long start, end;
	pthread_attr_t attr;
	size_t size;
	void *low;

	if (!end && !pthread_getattr_np(pthread_self(), &attr)) {
		if (!pthread_attr_getstack(&attr, &low, &size)) {
			start = (unsigned long)low;
			end = start + size;
		}
		pthread_attr_destroy(&attr);
	}
	return bp >= start && bp < end ? end : 0;
}

/*
 * Pairs (rbp of the caller, return address), as long as they lie between
 * here and the end of a stack that is ours; what has been reached has been
 * touched, so it can be read. libc's own frames may end the chain early.
 */
unsigned int host_frames(void **pc, unsigned int max)
{
	unsigned long bp = (unsigned long)__builtin_frame_address(0);
	unsigned long end = stack_end(bp);
	unsigned int n = 0;

	if (!end)
		return host_backtrace(pc, max);
	while (n < max && !(bp & 7) && bp + 16 <= end) {
		const unsigned long *frame = (const unsigned long *)bp;

		pc[n++] = (void *)frame[1];
		if (frame[0] <= bp)
			break;
		bp = frame[0];
	}
	return n;
}

int host_symbol_at(unsigned long pc, struct host_symbol *sym)
{
	const ElfW(Sym) *elf = NULL;
	Dl_info info;

	if (!dladdr1((void *)pc, &info, (void **)&elf, RTLD_DL_SYMENT))
		return 0;
	if (!info.dli_sname)
		return 0;
	sym->name = info.dli_sname;
	sym->start = (unsigned long)info.dli_saddr;
	sym->size = elf ? elf->st_size : 0;
	return 1;
}

unsigned long host_symbol_address(const char *name)
{
	return (unsigned long)dlsym(RTLD_DEFAULT, name);
}

void *host_library_symbol(const char *file, const char *name)
{
	void *library = RTLD_DEFAULT;

	if (file)
		library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
	return file && !library ? NULL : dlsym(library, name);
}

void *host_alloc(unsigned long size)
{
	return calloc(1, size);
}

void host_free(void *mem)
{
	free(mem);
}

/* ---- threads that are CPUs ---- */

static struct {
	unsigned int cpu;
	void (*fn)(unsigned int cpu);
	sem_t wake;
} cpu_threads[HOST_CPUS_MAX];

static void *cpu_thread_main(void *arg)
{
	unsigned int cpu = *(unsigned int *)arg;

	cpu_threads[cpu].fn(cpu);
	return NULL;
}

int host_cpu_start(unsigned int cpu, void (*fn)(unsigned int cpu))
{
	pthread_t thread;
	int err;

	cpu_threads[cpu].cpu = cpu;
	cpu_threads[cpu].fn = fn;
	if (sem_init(&cpu_threads[cpu].wake, 0, 0))
		return errno;
	err = pthread_create(&thread, NULL, cpu_thread_main,
			     &cpu_threads[cpu].cpu);
	return err ? err : pthread_detach(thread);
}

void host_cpu_wait(unsigned int cpu, unsigned long ns)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	ns += (unsigned long)until.tv_nsec;
	until.tv_sec += (time_t)(ns / 1000000000UL);
	until.tv_nsec = (long)(ns % 1000000000UL);
	while (sem_timedwait(&cpu_threads[cpu].wake, &until) &&
	       errno == EINTR)
		;
}

void host_cpu_wake(unsigned int cpu)
{
	sem_post(&cpu_threads[cpu].wake);
}

/* ---- threads that are tasks ---- */

/*
 * Kept in a list when their threads end, for the next: whoever posted one
 * may still be inside sem_post().
 */
struct host_task {
	sem_t turn;
	void (*fn)(void *arg);
	void *arg;
	struct host_task *next_free;
	struct host_task *next_made;
};

static pthread_mutex_t free_lock = PTHREAD_MUTEX_INITIALIZER;
static struct host_task *free_tasks;
static struct host_task *made_tasks;	/* all: for the leak checker's eyes */

struct host_task *host_task_create(void)
{
	struct host_task *t;

	pthread_mutex_lock(&free_lock);
	t = free_tasks;
	if (t)
		free_tasks = t->next_free;
	pthread_mutex_unlock(&free_lock);
	if (t)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	sem_init(&t->turn, 0, 0);
	pthread_mutex_lock(&free_lock);
	t->next_made = made_tasks;
	made_tasks = t;
	pthread_mutex_unlock(&free_lock);
	return t;
}

static void give_back(struct host_task *t)
{
	pthread_mutex_lock(&free_lock);
	t->next_free = free_tasks;
	free_tasks = t;
	pthread_mutex_unlock(&free_lock);
}

static void *task_main(void *arg)
{
	struct host_task *t = arg;

	t->fn(t->arg);
	return NULL;
}

int host_task_start(struct host_task *t, void (*fn)(void *arg), void *arg)
{
	pthread_t thread;
	int err;

	t->fn = fn;
	t->arg = arg;
	err = pthread_create(&thread, NULL, task_main, t);
	if (err) {
		give_back(t);
		return err;
	}
	return pthread_detach(thread);
}

void host_task_wait(struct host_task *t)
{
	while (sem_wait(&t->turn) && errno == EINTR)
		;
}

void host_task_post(struct host_task *t)
{
	sem_post(&t->turn);
}

void host_task_end(struct host_task *t)
{
	give_back(t);
	pthread_exit(NULL);
}

void host_yield(void)
{
	sched_yield();
}
