// SPDX-License-Identifier: MIT
/*
 * main.c - the kernel's code and its tests as a program of the host
 *
 *	pagewright-host			run every suite
 *	pagewright-host 'buddy.*'	run what the glob selects
 *	pagewright-host --list		name the cases
 *	pagewright-host torture torture=60 ...
 *					words behind the glob: the command
 *					line; cpus=2 is one, 4 the default
 *	pagewright-host --bench cpus=1 rounds=9
 *					our kmalloc() beside the host's
 *
 * The same objects as in the kernel, under whatever sanitizer they were
 * built with. Exit status: 0 all passed, 1 a test failed or none matched,
 * 2 panic.
 */
#include <asm/page.h>
#include <asm/setup.h>
#include <asm/smp.h>
#include <kunit/test.h>
#include <linux/boot_info.h>
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/kswapd.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched_init.h>
#include <linux/self_test.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include "../../arch/host/posix.h"
#include "bench.h"

/* Enough for races, few enough for a small host. */
static unsigned int nr_cpus = 4;

static int cpus_setup(char *value)
{
	return kstrtouint(value, 10, &nr_cpus);
}
early_param("cpus", cpus_setup);

static unsigned int nr_rounds = 1;

static int rounds_setup(char *value)
{
	return kstrtouint(value, 10, &nr_rounds);
}
early_param("rounds", rounds_setup);

/* Untouched pages of the file cost nothing. */
#define PHYS_SIZE	(CONFIG_HOST_MIB * SZ_1M)

/* The middle of a page among free ones: [free | free, taken | free] */
#define HALF_PAGE	(9 * PAGE_SIZE + PAGE_SIZE / 2)

/*
 * Managed memory comes from malloc(): the sanitizer then sees an access
 * beyond an object's end, which the arena would hide.
 */
static u64 nr_allocated;

static void *heap_alloc(size_t size, gfp_t gfp)
{
	void *mem = host_alloc(size);

	nr_allocated += mem != NULL;
	return mem;
}

static void heap_free(void *mem)
{
	nr_allocated -= mem != NULL;
	host_free(mem);
}

static u64 read_nr_allocated(void)
{
	return nr_allocated;
}

static const struct kunit_allocator heap = { heap_alloc, heap_free };
static const struct kunit_oracle heap_oracle = {
	.name = "host allocations",
	.read = read_nr_allocated,
};

static phys_addr_t alloc_table(void)
{
	return __pa(alloc_bootmem_pages(PAGE_SIZE));
}

/* As boot_memory_init(): one node, all of it low memory, page 0 taken. */
static void memory_init(void)
{
	if (host_phys_init(PHYS_SIZE))
		panic("the host has no %u MiB for us", PHYS_SIZE >> 20);
	if (bootmem_add_memory(0, PHYS_SIZE, 0))
		panic("bootmem refuses its first range");
	node_add_range(0, 0, PHYS_SIZE);
	bootmem_set_lowmem(PHYS_SIZE);
	reserve_bootmem_as(0, PAGE_SIZE, BOOTMEM_DEFAULT, "page 0");
	/* A page that is half taken is no free page: mm_init() is to see it. */
	__alloc_bootmem(PAGE_SIZE / 2, SMP_CACHE_BYTES, HALF_PAGE);
	paging_init(PHYS_SIZE, alloc_table);
	bootmem_check();
	host_cpus_init(nr_cpus);
	setup_per_cpu_areas();
	sched_init(NULL, 0);	/* a thread brings its own stack */
	/* Ticks are looked for where code waits, not where it computes. */
	soft_lockup_ns = 0;
	mm_init();
	kmem_cache_init();
	vmalloc_init();
	page_cache_init();
	host_cpus_start();
	idle_jobs_init();
	system_state = SYSTEM_RUNNING;
	workers_init();
	kswapd_init();
}

static void write_list(struct seq_file *m, const char *text, size_t len)
{
	m->count += len;
	console_write(text, len);
}

static enum exit_verdict run(const char *glob)
{
	struct kunit_stats stats;
	int err;

	kunit_register_allocator(&heap);
	kunit_register_oracle(&heap_oracle);
	err = kunit_run_tests(glob, &stats);
	console_printf("%u passed, %u failed, %u skipped\n", stats.passed,
		       stats.failed, stats.skipped);
	if (err)
		console_printf("\"%s\" was not run: %d\n", glob, err);
	return err || stats.failed ? EXIT_FAIL : EXIT_PASS;
}

/* What stands behind the glob, as a boot loader would hand it over. */
static void parse_words(int argc, char **argv)
{
	static char cmdline[COMMAND_LINE_SIZE];
	size_t len = 0;
	int i;

	for (i = 2; i < argc; i++)
		len += scnprintf(cmdline + len, sizeof(cmdline) - len, "%s ",
				 argv[i]);
	parse_boot_params(cmdline);
}

int main(int argc, char **argv);

int main(int argc, char **argv)
{
	struct seq_file list = { .write = write_list };
	enum exit_verdict verdict = EXIT_PASS;

	host_console_init();
	parse_words(argc, argv);
	memory_init();
	self_test_init();
	if (argc > 1 && !strcmp(argv[1], "--list"))
		kunit_list(&list);
	else if (argc > 1 && !strcmp(argv[1], "--bench"))
		host_bench(nr_rounds);
	else if (argc > 1 && !strcmp(argv[1], "--count"))
		host_count(nr_cpus);
	else
		verdict = run(argc > 1 ? argv[1] : "*");
	machine_poweroff(verdict);
}
