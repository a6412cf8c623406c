/* SPDX-License-Identifier: MIT */
/*
 * reboot.h - the ways a run may end
 */
#ifndef _LINUX_REBOOT_H
#define _LINUX_REBOOT_H

#include <linux/compiler.h>

/*
 * What the run found out, told to whoever started it. The values are what
 * is written to isa-debug-exit, where QEMU's exit status becomes 2 * v + 1:
 * 33, 35 and 37. None of them may be 0: a triple fault under -no-reboot also
 * ends in status 0, so 0 must never mean success.
 */
enum exit_verdict {
	EXIT_PASS	= 0x10,	/* everything asked for was done */
	EXIT_FAIL	= 0x11,	/* a test failed */
	EXIT_PANIC	= 0x12,	/* the kernel gave up */
};

/* End with @v where somebody can be told, else switch off, else halt. */
void machine_poweroff(enum exit_verdict v) __noreturn;

/* Start again from the firmware. */
void machine_restart(void) __noreturn;

/* Stop for ever, with the screen as it is. */
void machine_halt(void) __noreturn;

#endif
