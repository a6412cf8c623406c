/* SPDX-License-Identifier: MIT */
#ifndef _ASM_RESTART_H
#define _ASM_RESTART_H

struct pt_regs;

/*
 * restart_sequence - have an interrupted restartable sequence begin again
 *
 * On the way into every maskable interrupt, interrupts off.
 */
void restart_sequence(struct pt_regs *regs);

#endif
