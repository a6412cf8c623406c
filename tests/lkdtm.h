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

/* lkdtm_tasks.c */
void lkdtm_sleep_atomic(void);
void lkdtm_soft_lockup(void);
void lkdtm_lost_wake_up(void);
void lkdtm_task_stack_overflow(void);

/* lkdtm_percpu.c */
void lkdtm_percpu_bare_static(void);
void lkdtm_percpu_bare_dynamic(void);
void lkdtm_percpu_bare_chunk(void);
void lkdtm_percpu_no_put(void);
void lkdtm_percpu_preemptible(void);

#endif
