/* SPDX-License-Identifier: MIT */
/*
 * lkdtm.h - faults on purpose that live in other files than lkdtm.c
 */
#ifndef _TESTS_LKDTM_H
#define _TESTS_LKDTM_H

/* lkdtm_locks.c: harmless here and now; LOCKDEP=1 says what they may become */
void lkdtm_lock_inversion(void);
void lkdtm_lock_recursion(void);
void lkdtm_lock_irq_unsafe(void);
void lkdtm_lock_irq_inversion(void);
void lkdtm_lock_held_at_exit(void);
void lkdtm_lock_held_at_sleep(void);
void lkdtm_lock_foreign_unlock(void);
void lkdtm_lock_reclaim(void);

/* lkdtm_pgtable.c: pages mapped, and then used as they may not be */
void lkdtm_map_wx(void);
void lkdtm_write_made_ro(void);
void lkdtm_exec_vmalloc(void);
void lkdtm_touch_unmapped(void);

/* lkdtm_mm.c: an invariant of mm/ is broken, and everything checked */
void lkdtm_broken_buddy(void);
void lkdtm_broken_pcp(void);
void lkdtm_broken_marks(void);
void lkdtm_broken_zonelist(void);
void lkdtm_broken_distance(void);
void lkdtm_broken_memmap(void);
void lkdtm_broken_kmap(void);
/* lkdtm_vmalloc.c: beside an area, after its end; wrong frees */
void lkdtm_vmalloc_past_end(void);
void lkdtm_vmalloc_before_start(void);
void lkdtm_vmalloc_after_free(void);
void lkdtm_ioremap_after_unmap(void);
void lkdtm_vfree_interior(void);
void lkdtm_ioremap_ram(void);

/* lkdtm_lies.c */
void lkdtm_hang(void);
void lkdtm_triple_fault(void);
void lkdtm_exit_early(void);
void lkdtm_false_plan(void);
void lkdtm_no_plan(void);
void lkdtm_garbage(void);

/* lkdtm_tasks.c */
void lkdtm_sleep_atomic(void);
void lkdtm_sleep_irqs_off(void);
void lkdtm_soft_lockup(void);
void lkdtm_spin_lockup(void);
void lkdtm_lost_wake_up(void);
void lkdtm_missing_ipi(void);
void lkdtm_task_stack_overflow(void);

/* lkdtm_percpu.c */
void lkdtm_percpu_bare_static(void);
void lkdtm_percpu_bare_dynamic(void);
void lkdtm_percpu_bare_chunk(void);
void lkdtm_percpu_no_put(void);
void lkdtm_percpu_preemptible(void);

/* lkdtm_slab.c: objects freed, written, asked for as they may not be */
void lkdtm_slab_double_free(void);
void lkdtm_slab_double_free_later(void);
void lkdtm_slab_free_interior(void);
void lkdtm_slab_free_misaligned(void);
void lkdtm_slab_wrong_cache(void);
void lkdtm_slab_free_static(void);
void lkdtm_slab_free_stack(void);
void lkdtm_slab_free_vmalloc(void);
void lkdtm_slab_free_ioremap(void);
void lkdtm_slab_free_page(void);
void lkdtm_slab_free_user(void);
void lkdtm_slab_free_poison(void);
void lkdtm_slab_free_released(void);
void lkdtm_slab_overrun_by_one(void);
void lkdtm_slab_underrun_by_one(void);
void lkdtm_slab_write_slack(void);
void lkdtm_slab_write_after_free(void);
void lkdtm_kmalloc_too_big(void);
void lkdtm_kmalloc_zero_used(void);
void lkdtm_krealloc_static(void);
void lkdtm_cache_destroy_in_use(void);
void lkdtm_cache_destroy_twice(void);
void lkdtm_cache_bad_name(void);
void lkdtm_cache_bad_size(void);
void lkdtm_cache_bad_align(void);
void lkdtm_cache_ctor_and_zero(void);

/* lkdtm_slab_lists.c: what a slab knows of its objects; who may ask when */
void lkdtm_slab_double_free_cpus(void);
void lkdtm_slab_write_slack_constant(void);
void lkdtm_slab_read_after_free(void);
void lkdtm_slab_read_unwritten(void);
void lkdtm_slab_link_overwritten(void);
void lkdtm_slab_list_cycle(void);
void lkdtm_slab_count_wrong(void);
void lkdtm_kmalloc_overflow(void);
void lkdtm_slab_bulk_fails(void);
void lkdtm_cache_duplicate_name(void);
void lkdtm_cache_in_interrupt(void);
void lkdtm_cache_panic(void);
void lkdtm_cache_use_after_destroy(void);
void lkdtm_slab_overrun_by_many(void);
void lkdtm_slab_overrun_next_slab(void);

/* lkdtm_reclaim.c */
void lkdtm_shrinker_io(void);

/* lkdtm_mempool.c */
void lkdtm_mempool_minimum_0(void);
void lkdtm_mempool_foreign(void);
void lkdtm_mempool_twice(void);
void lkdtm_mempool_destroy_in_use(void);
void lkdtm_mempool_empty(void);
void lkdtm_mempool_shrunk(void);

#endif
