/* SPDX-License-Identifier: MIT */
#ifndef _ASM_STACKTRACE_H
#define _ASM_STACKTRACE_H

struct pt_regs;

/* show_regs_trace - "Call Trace:" of what an exception interrupted */
void show_regs_trace(const struct pt_regs *regs);

/* show_stack_trace - "Call Trace:" from the return address @ip outwards */
void show_stack_trace(unsigned long ip, unsigned long bp);

#endif
