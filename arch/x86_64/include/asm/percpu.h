/* SPDX-License-Identifier: MIT */
/*
 * asm/percpu.h - this CPU's copy of a variable, in one instruction
 *
 * Per-CPU variables are linked like others, into a section of their own. At
 * run time that section is only the template of the copies:
 *
 *	image	__per_cpu_start ... x ... __per_cpu_end
 *	copy of CPU n	    [ ... x ... ]   at image + offset(n)
 *
 * %gs's base holds not the copy's address but the *distance* offset(n), so
 * that "%gs:x" with the address x was linked at is this CPU's x. One
 * instruction cannot be divided by an interrupt or a move to another CPU:
 * that is all the protection this_cpu_*() has, and all it needs.
 *
 * The distance is a canonical address, as a segment base must be: a copy
 * lies in the direct map, at 0xffff8880_00000000 + p; less the image's
 * 0xffffffff_80000000 + i that is 0xffff8880_80000000 + p - i.
 *
 * Until setup_per_cpu_areas() the base is 0 and the boot CPU uses the image.
 */
#ifndef _ASM_PERCPU_H
#define _ASM_PERCPU_H

#include <linux/compiler.h>

#define PER_CPU_BASE_SECTION ".data..percpu"
#define PER_CPU_SECTION_SUFFIX(s) s

/* The template, page-aligned: linker.ld. */
extern char __per_cpu_start[], __per_cpu_end[];

/* set_my_cpu_offset - from here on this CPU uses the copy at @offset */
void set_my_cpu_offset(unsigned long offset);

/* The sum is the compiler's: of a variable's address it is a displacement. */
#define arch_raw_cpu_ptr(ptr) \
({ \
	unsigned long __off; \
	__asm__ __volatile__("movq %%gs:%1, %0" \
			     : "=r" (__off) : "m" (this_cpu_off)); \
	(__typeof__(*(ptr)) *)((unsigned long)(ptr) + __off); \
})

/*
 * All four sizes are written out and the compiler keeps the one that
 * applies; what has another size does not link.
 */
void __bad_percpu_size(void);

#define __percpu_by_size(pcp, insn, op) \
	switch (sizeof(pcp)) { \
	case 1: op(insn "b", "q", "i", pcp); break; \
	case 2: op(insn "w", "r", "i", pcp); break; \
	case 4: op(insn "l", "r", "i", pcp); break; \
	case 8: op(insn "q", "r", "e", pcp); break; \
	default: __bad_percpu_size(); \
	}

/* The operand types: variable into register, register or constant into it */
#define __percpu_from(insn, reg, imm, pcp) \
	__asm__ __volatile__(insn " %%gs:%1, %0" \
			     : "=" reg (__ret) : "m" (pcp))
#define __percpu_to(insn, reg, imm, pcp) \
	__asm__ __volatile__(insn " %1, %%gs:%0" \
			     : "+m" (pcp) : reg imm (__val) : "cc")
#define __percpu_swap(insn, reg, imm, pcp) \
	__asm__ __volatile__(insn " %0, %%gs:%1" \
			     : "+" reg (__ret), "+m" (pcp) : : "cc")
#define __percpu_cas(insn, reg, imm, pcp) \
	__asm__ __volatile__(insn " %2, %%gs:%1" \
			     : "+a" (__ret), "+m" (pcp) \
			     : reg (__val) : "cc")

#define arch_this_cpu_read(pcp) \
({ \
	__typeof__(pcp) __ret; \
	__percpu_by_size(pcp, "mov", __percpu_from); \
	__ret; \
})

#define __percpu_store(pcp, val, insn) \
do { \
	__typeof__(pcp) __val = (__typeof__(pcp))(val); \
	__percpu_by_size(pcp, insn, __percpu_to); \
} while (0)

#define arch_this_cpu_write(pcp, val)	__percpu_store(pcp, val, "mov")
#define arch_this_cpu_add(pcp, val)	__percpu_store(pcp, val, "add")
#define arch_this_cpu_and(pcp, val)	__percpu_store(pcp, val, "and")
#define arch_this_cpu_or(pcp, val)	__percpu_store(pcp, val, "or")

#define arch_this_cpu_add_return(pcp, val) \
({ \
	__typeof__(pcp) __add = (__typeof__(pcp))(val); \
	__typeof__(pcp) __ret = __add; \
	__percpu_by_size(pcp, "xadd", __percpu_swap); \
	(__typeof__(pcp))(__ret + __add); \
})

#define arch_this_cpu_xchg(pcp, val) \
({ \
	__typeof__(pcp) __ret = (__typeof__(pcp))(val); \
	__percpu_by_size(pcp, "xchg", __percpu_swap); \
	__ret; \
})

/* No lock prefix: nobody else writes this CPU's copy. */
#define arch_this_cpu_cmpxchg(pcp, oldval, newval) \
({ \
	__typeof__(pcp) __ret = (__typeof__(pcp))(oldval); \
	__typeof__(pcp) __val = (__typeof__(pcp))(newval); \
	__percpu_by_size(pcp, "cmpxchg", __percpu_cas); \
	__ret; \
})

/* One instruction already; the raw family has nothing to save. */
#define arch_raw_cpu_read(pcp)		arch_this_cpu_read(pcp)
#define arch_raw_cpu_write(pcp, val)	arch_this_cpu_write(pcp, val)
#define arch_raw_cpu_add(pcp, val)	arch_this_cpu_add(pcp, val)
#define arch_raw_cpu_and(pcp, val)	arch_this_cpu_and(pcp, val)
#define arch_raw_cpu_or(pcp, val)	arch_this_cpu_or(pcp, val)
#define arch_raw_cpu_add_return(pcp, val) arch_this_cpu_add_return(pcp, val)
#define arch_raw_cpu_xchg(pcp, val)	arch_this_cpu_xchg(pcp, val)
#define arch_raw_cpu_cmpxchg(pcp, o, n)	arch_this_cpu_cmpxchg(pcp, o, n)

#endif
