// SPDX-License-Identifier: MIT
/*
 * lkdtm.c - faults on purpose, each with a name
 *
 * A report is believed once it has been seen. `provoke NAME` at the console,
 * or provoke=NAME on the command line, fires one fault where the tests would
 * start; tests/boot/test_faults.py reads what comes out.
 *
 * The idea and the name are Linux's: drivers/misc/lkdtm.
 */
#include <asm/io.h>
#include <asm/irqflags.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <linux/atomic.h>
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <linux/string.h>
#include "lkdtm.h"

/* Where GCC cannot see what is done, it cannot "optimise" the fault away. */
static unsigned long hidden(unsigned long value)
{
	OPTIMIZER_HIDE_VAR(value);
	return value;
}

/* Addresses are given out from below: 16 TiB up nothing is ever mapped. */
#define NOBODYS	(VMALLOC_START + (1UL << 44))

static void poke(unsigned long addr)
{
	*(volatile char *)hidden(addr) = 1;
}

static void call(unsigned long addr)
{
	((void (*)(void))hidden(addr))();
}

/* ---- faults ----------------------------------------------------------- */

static void do_panic(void)
{
	panic("provoked");
}

static void do_bug(void)
{
	BUG_ON(hidden(1) == 1);
}

static void do_warn(void)
{
	WARN(hidden(1), "provoked warning, value %lu\n", hidden(42));
}

static void do_null_read(void)
{
	(void)*(volatile char *)hidden(8);
}

static void do_null_call(void)
{
	call(0);
}

static void do_write_text(void)
{
	poke((unsigned long)_text);
}

static void do_write_rodata(void)
{
	poke((unsigned long)__start_rodata);
}

/* The same bytes through the direct map: no back door. */
static void do_write_alias(void)
{
	poke((unsigned long)__va(__pa_symbol(_text)));
}

static char data_code[] = { 0xc3 };	/* ret */

static void do_exec_data(void)
{
	call((unsigned long)data_code);
}

static void do_noncanonical(void)
{
	poke(0x0123456789abcdefUL);
}

static void do_unmapped(void)
{
	poke(NOBODYS);
}

static void do_divide(void)
{
	volatile unsigned long one = 1;

	one = one / hidden(0);
}

static void do_invalid_opcode(void)
{
	__asm__ __volatile__("ud2");
}

static void do_gp(void)
{
	/* A selector outside the table. */
	__asm__ __volatile__("mov %0, %%ds" : : "r" (0x1230));
}

/* Registers that nobody saves, and nobody enabled. */
static void do_avx(void)
{
	/* vmovaps ymm0, ymm0 */
	__asm__ __volatile__(".byte 0xc5, 0xfc, 0x28, 0xc0");
}

static __attribute__((__noipa__)) unsigned long dig(unsigned long depth)
{
	volatile char hole[256];

	hole[0] = depth;
	return hidden(depth) ? dig(depth + 1) + hole[0] : 0;
}

static void do_stack_overflow(void)
{
	dig(1);
}

static void do_nmi(void)
{
	__asm__ __volatile__("int $2");
}

static void do_double_fault(void)
{
	/* No stack to push the page fault on, and no guard page either. */
	__asm__ __volatile__("mov %0, %%rsp; push %%rax"
			     : : "r" (NOBODYS + 0x8000));
}

/*
 * These need bootmem at work: provoke=NAME fires them just before the
 * hand-over, and the console refuses them.
 */
static void do_bootmem_exhaust(void)
{
	for (;;)
		alloc_bootmem_pages(PAGE_SIZE * 256);
}

static void do_bootmem_double_free(void)
{
	void *page = alloc_bootmem_pages(PAGE_SIZE);

	free_bootmem(__pa(page), PAGE_SIZE);
	free_bootmem(__pa(page), PAGE_SIZE);
}

static void do_bootmem_foreign_free(void)
{
	free_bootmem(0xfee00000, PAGE_SIZE);
}

/* This one needs it closed. */
static void do_bootmem_closed(void)
{
	alloc_bootmem(64);
}

/* On another CPU, in its task context, with a stack of its own. */
static void on_other_cpu(void (*fire)(void *unused))
{
	unsigned int cpu = cpumask_next(smp_processor_id(), cpu_online_mask);

	if (cpu >= nr_cpu_ids || idle_job_start(cpu, fire, NULL)) {
		pr_err("lkdtm: there is no other CPU\n");
		return;
	}
	idle_job_wait(cpu);
}

static void null_job(void *unused)
{
	do_null_read();
}

static void do_ap_null(void)
{
	on_other_cpu(null_job);
}

static void overflow_job(void *unused)
{
	do_stack_overflow();
}

static void do_ap_stack_overflow(void)
{
	on_other_cpu(overflow_job);
}

/* Every CPU panics, when all are there, at once: one report, whole. */
static atomic_t panicking;

static void panic_job(void *unused)
{
	atomic_inc(&panicking);
	while (atomic_read(&panicking) < (int)num_online_cpus())
		cpu_relax();
	panic("provoked on every CPU");
}

static void do_panic_everywhere(void)
{
	on_each_cpu(panic_job, NULL, 0);
}

/* The others are busy and let no interrupt in: only an NMI stops them. */
static void deaf_job(void *unused)
{
	local_irq_disable();
	atomic_inc(&panicking);
	for (;;)
		cpu_relax();
}

static void do_panic_among_deaf(void)
{
	int cpu;

	for_each_online_cpu(cpu) {
		if (cpu != smp_processor_id())
			idle_job_start(cpu, deaf_job, NULL);
	}
	while (atomic_read(&panicking) < (int)num_online_cpus() - 1)
		cpu_relax();
	panic("provoked among the deaf");
}

/*
 * Pages that are not ours any more. Without page_poison=1, debug_pagealloc=on
 * and page_owner=on nobody sees the first two, and the third is reported with
 * less.
 */
static noinline struct page *freed_page(void)
{
	struct page *page = alloc_page(GFP_KERNEL);

	__free_page(page);
	return page;
}

static void do_page_write_after_free(void)
{
	struct page *page = freed_page();

	poke((unsigned long)page_address(page) + 0x123);
	/* What was freed last is given out first. */
	__free_page(alloc_page(GFP_KERNEL));
}

static void do_page_read_after_free(void)
{
	struct page *page = freed_page();

	(void)*(volatile char *)hidden((unsigned long)page_address(page) + 8);
}

static void do_page_double_free(void)
{
	__free_page(freed_page());
}

enum when { ANY_TIME, BEFORE_HANDOVER };

static const struct crashpoint {
	const char *name;
	void (*fire)(void);
	enum when when;
} crashpoints[] = {
	{ "panic", do_panic, ANY_TIME },
	{ "bug", do_bug, ANY_TIME },
	{ "warn", do_warn, ANY_TIME },
	{ "null", do_null_read, ANY_TIME },
	{ "null-call", do_null_call, ANY_TIME },
	{ "write-text", do_write_text, ANY_TIME },
	{ "write-rodata", do_write_rodata, ANY_TIME },
	{ "write-alias", do_write_alias, ANY_TIME },
	{ "exec-data", do_exec_data, ANY_TIME },
	{ "noncanonical", do_noncanonical, ANY_TIME },
	{ "unmapped", do_unmapped, ANY_TIME },
	{ "divide", do_divide, ANY_TIME },
	{ "invalid-opcode", do_invalid_opcode, ANY_TIME },
	{ "gp", do_gp, ANY_TIME },
	{ "avx", do_avx, ANY_TIME },
	{ "stack-overflow", do_stack_overflow, ANY_TIME },
	{ "double-fault", do_double_fault, ANY_TIME },
	{ "nmi", do_nmi, ANY_TIME },
	{ "bootmem-exhaust", do_bootmem_exhaust, BEFORE_HANDOVER },
	{ "bootmem-double-free", do_bootmem_double_free, BEFORE_HANDOVER },
	{ "bootmem-foreign-free", do_bootmem_foreign_free, BEFORE_HANDOVER },
	{ "bootmem-closed", do_bootmem_closed, ANY_TIME },
	{ "ap-null", do_ap_null, ANY_TIME },
	{ "ap-stack-overflow", do_ap_stack_overflow, ANY_TIME },
	{ "panic-everywhere", do_panic_everywhere, ANY_TIME },
	{ "panic-among-deaf", do_panic_among_deaf, ANY_TIME },
	{ "page-write-after-free", do_page_write_after_free, ANY_TIME },
	{ "page-read-after-free", do_page_read_after_free, ANY_TIME },
	{ "page-double-free", do_page_double_free, ANY_TIME },
	{ "broken-buddy", lkdtm_broken_buddy, ANY_TIME },
	{ "broken-pcp", lkdtm_broken_pcp, ANY_TIME },
	{ "broken-marks", lkdtm_broken_marks, ANY_TIME },
	{ "broken-zonelist", lkdtm_broken_zonelist, ANY_TIME },
	{ "broken-distance", lkdtm_broken_distance, ANY_TIME },
	{ "broken-memmap", lkdtm_broken_memmap, ANY_TIME },
	{ "broken-kmap", lkdtm_broken_kmap, ANY_TIME },
	{ "lock-inversion", lkdtm_lock_inversion, ANY_TIME },
	{ "lock-recursion", lkdtm_lock_recursion, ANY_TIME },
	{ "lock-irq-unsafe", lkdtm_lock_irq_unsafe, ANY_TIME },
	{ "lock-irq-inversion", lkdtm_lock_irq_inversion, ANY_TIME },
	{ "lock-held-at-exit", lkdtm_lock_held_at_exit, ANY_TIME },
	{ "lock-held-at-sleep", lkdtm_lock_held_at_sleep, ANY_TIME },
	{ "lock-foreign-unlock", lkdtm_lock_foreign_unlock, ANY_TIME },
	{ "lock-reclaim", lkdtm_lock_reclaim, ANY_TIME },
	{ "shrinker-io", lkdtm_shrinker_io, ANY_TIME },
	{ "map-wx", lkdtm_map_wx, ANY_TIME },
	{ "write-made-ro", lkdtm_write_made_ro, ANY_TIME },
	{ "exec-vmalloc", lkdtm_exec_vmalloc, ANY_TIME },
	{ "touch-unmapped", lkdtm_touch_unmapped, ANY_TIME },
	{ "sleep-atomic", lkdtm_sleep_atomic, ANY_TIME },
	{ "sleep-irqs-off", lkdtm_sleep_irqs_off, ANY_TIME },
	{ "soft-lockup", lkdtm_soft_lockup, ANY_TIME },
	{ "spin-lockup", lkdtm_spin_lockup, ANY_TIME },
	{ "missing-ipi", lkdtm_missing_ipi, ANY_TIME },
	{ "lost-wake-up", lkdtm_lost_wake_up, ANY_TIME },
	{ "task-stack-overflow", lkdtm_task_stack_overflow, ANY_TIME },
	{ "percpu-bare-static", lkdtm_percpu_bare_static, ANY_TIME },
	{ "percpu-bare-dynamic", lkdtm_percpu_bare_dynamic, ANY_TIME },
	{ "percpu-bare-chunk", lkdtm_percpu_bare_chunk, ANY_TIME },
	{ "percpu-no-put", lkdtm_percpu_no_put, ANY_TIME },
	{ "percpu-preemptible", lkdtm_percpu_preemptible, ANY_TIME },
	{ "vmalloc-past-end", lkdtm_vmalloc_past_end, ANY_TIME },
	{ "vmalloc-before-start", lkdtm_vmalloc_before_start, ANY_TIME },
	{ "vmalloc-after-free", lkdtm_vmalloc_after_free, ANY_TIME },
	{ "ioremap-after-unmap", lkdtm_ioremap_after_unmap, ANY_TIME },
	{ "vfree-interior", lkdtm_vfree_interior, ANY_TIME },
	{ "ioremap-ram", lkdtm_ioremap_ram, ANY_TIME },
	{ "slab-double-free", lkdtm_slab_double_free, ANY_TIME },
	{ "slab-double-free-later", lkdtm_slab_double_free_later, ANY_TIME },
	{ "slab-free-interior", lkdtm_slab_free_interior, ANY_TIME },
	{ "slab-free-misaligned", lkdtm_slab_free_misaligned, ANY_TIME },
	{ "slab-wrong-cache", lkdtm_slab_wrong_cache, ANY_TIME },
	{ "slab-free-static", lkdtm_slab_free_static, ANY_TIME },
	{ "slab-free-stack", lkdtm_slab_free_stack, ANY_TIME },
	{ "slab-free-vmalloc", lkdtm_slab_free_vmalloc, ANY_TIME },
	{ "slab-free-ioremap", lkdtm_slab_free_ioremap, ANY_TIME },
	{ "slab-free-page", lkdtm_slab_free_page, ANY_TIME },
	{ "slab-free-user", lkdtm_slab_free_user, ANY_TIME },
	{ "slab-free-poison", lkdtm_slab_free_poison, ANY_TIME },
	{ "slab-free-released", lkdtm_slab_free_released, ANY_TIME },
	{ "slab-overrun-by-one", lkdtm_slab_overrun_by_one, ANY_TIME },
	{ "slab-underrun-by-one", lkdtm_slab_underrun_by_one, ANY_TIME },
	{ "slab-write-slack", lkdtm_slab_write_slack, ANY_TIME },
	{ "slab-write-after-free", lkdtm_slab_write_after_free, ANY_TIME },
	{ "kmalloc-too-big", lkdtm_kmalloc_too_big, ANY_TIME },
	{ "kmalloc-zero-used", lkdtm_kmalloc_zero_used, ANY_TIME },
	{ "krealloc-static", lkdtm_krealloc_static, ANY_TIME },
	{ "cache-destroy-in-use", lkdtm_cache_destroy_in_use, ANY_TIME },
	{ "cache-destroy-twice", lkdtm_cache_destroy_twice, ANY_TIME },
	{ "cache-bad-name", lkdtm_cache_bad_name, ANY_TIME },
	{ "cache-bad-size", lkdtm_cache_bad_size, ANY_TIME },
	{ "cache-bad-align", lkdtm_cache_bad_align, ANY_TIME },
	{ "cache-ctor-and-zero", lkdtm_cache_ctor_and_zero, ANY_TIME },
	{ "slab-double-free-cpus", lkdtm_slab_double_free_cpus, ANY_TIME },
	{ "slab-write-slack-constant", lkdtm_slab_write_slack_constant, ANY_TIME },
	{ "slab-read-after-free", lkdtm_slab_read_after_free, ANY_TIME },
	{ "slab-read-unwritten", lkdtm_slab_read_unwritten, ANY_TIME },
	{ "slab-link-overwritten", lkdtm_slab_link_overwritten, ANY_TIME },
	{ "slab-list-cycle", lkdtm_slab_list_cycle, ANY_TIME },
	{ "slab-count-wrong", lkdtm_slab_count_wrong, ANY_TIME },
	{ "kmalloc-overflow", lkdtm_kmalloc_overflow, ANY_TIME },
	{ "slab-bulk-fails", lkdtm_slab_bulk_fails, ANY_TIME },
	{ "cache-duplicate-name", lkdtm_cache_duplicate_name, ANY_TIME },
	{ "cache-in-interrupt", lkdtm_cache_in_interrupt, ANY_TIME },
	{ "cache-panic", lkdtm_cache_panic, ANY_TIME },
	{ "cache-use-after-destroy", lkdtm_cache_use_after_destroy, ANY_TIME },
	{ "slab-overrun-by-many", lkdtm_slab_overrun_by_many, ANY_TIME },
	{ "slab-overrun-next-slab", lkdtm_slab_overrun_next_slab, ANY_TIME },
	{ "mempool-minimum-0", lkdtm_mempool_minimum_0, ANY_TIME },
	{ "mempool-foreign", lkdtm_mempool_foreign, ANY_TIME },
	{ "mempool-twice", lkdtm_mempool_twice, ANY_TIME },
	{ "mempool-destroy-in-use", lkdtm_mempool_destroy_in_use, ANY_TIME },
	{ "mempool-empty", lkdtm_mempool_empty, ANY_TIME },
	{ "mempool-shrunk", lkdtm_mempool_shrunk, ANY_TIME },
	{ "hang", lkdtm_hang, ANY_TIME },
	{ "triple-fault", lkdtm_triple_fault, ANY_TIME },
	{ "exit-early", lkdtm_exit_early, ANY_TIME },
	{ "false-plan", lkdtm_false_plan, ANY_TIME },
	{ "no-plan", lkdtm_no_plan, ANY_TIME },
	{ "garbage", lkdtm_garbage, ANY_TIME },
};

static const struct crashpoint *find_crashpoint(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(crashpoints); i++) {
		if (!strcmp(crashpoints[i].name, name))
			return &crashpoints[i];
	}
	return NULL;
}

static void provoke(const struct crashpoint *point)
{
	pr_notice("lkdtm: provoking %s\n", point->name);
	point->fire();
	pr_notice("lkdtm: survived %s\n", point->name);
}

static int cmd_provoke(int argc, char **argv)
{
	const struct crashpoint *point;
	unsigned int i;

	if (argc > 2)
		return -EINVAL;
	if (argc == 1) {
		for (i = 0; i < ARRAY_SIZE(crashpoints); i++)
			console_printf("%s\n", crashpoints[i].name);
		return 0;
	}
	point = find_crashpoint(argv[1]);
	if (!point)
		return -ENOENT;
	if (point->when == BEFORE_HANDOVER) {
		console_printf("%s: too late; boot with provoke=%s\n",
			       point->name, point->name);
		return 1;
	}
	provoke(point);
	return 0;
}
CONSOLE_CMD("provoke", "[NAME]", "cause a fault on purpose; no NAME: list them",
	    cmd_provoke);

static char boot_fault[32];

static int provoke_setup(char *value)
{
	return strscpy(boot_fault, value, sizeof(boot_fault)) > 0 ? 0
								  : -EINVAL;
}
early_param("provoke", provoke_setup);

static void provoke_if(enum when when)
{
	const struct crashpoint *point = find_crashpoint(boot_fault);

	if (point && point->when == when)
		provoke(point);
}

static void provoke_early(void)
{
	provoke_if(BEFORE_HANDOVER);
}
early_initcall(provoke_early);

static void provoke_late(void)
{
	if (boot_fault[0] && !find_crashpoint(boot_fault))
		pr_err("lkdtm: no fault is called '%s'\n", boot_fault);
	provoke_if(ANY_TIME);
}
late_initcall(provoke_late);
