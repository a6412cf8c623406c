; SPDX-License-Identifier: MIT
;
; switch.asm - from one task's stack to another's
;
; A C function may change rax, rcx, rdx, rsi, rdi and r8-r11 as it likes, so
; a task that calls switch_stacks() has nothing in them. The six others go on
; its stack; the stack pointer goes into its task_struct, and that is all.
;
;	 high	...			the task's callers
;		return address		into arch_switch_to()
;		rbp rbx r12 r13 r14 r15
;	 low				<- task->thread.sp
;
; A task that has never run is given a stack of that shape by task.c: its
; return address is task_begin, its rbx what to call. Its rbp is 0, where a
; backtrace ends.
;
; Sources: System V ABI, AMD64 supplement, 3.2.1 (registers).

section .text progbits alloc exec nowrite align=16

; void *switch_stacks(unsigned long *save, unsigned long load, void *prev)
; Returns on the stack @load, where @prev is the one passed by who left it.
global switch_stacks
switch_stacks:
	push	rbp
	push	rbx
	push	r12
	push	r13
	push	r14
	push	r15
	mov	[rdi], rsp
	mov	rsp, rsi
	pop	r15
	pop	r14
	pop	r13
	pop	r12
	pop	rbx
	pop	rbp
	mov	rax, rdx
	ret

; The first instruction of a task; rsp is a multiple of 16.
global task_begin
task_begin:
	mov	rdi, rax
	call	rbx
	ud2				; it must not come back

; void preempt_thunk(void): every register is as it was. asm/preempt.h says
; why. The frame makes the interrupted function part of the backtrace.
global preempt_thunk
extern preempt_schedule
preempt_thunk:
	push	rbp
	mov	rbp, rsp
	push	rax
	push	rcx
	push	rdx
	push	rsi
	push	rdi
	push	r8
	push	r9
	push	r10
	push	r11
	push	rbx
	mov	rbx, rsp
	and	rsp, -16
	call	preempt_schedule
	mov	rsp, rbx
	pop	rbx
	pop	r11
	pop	r10
	pop	r9
	pop	r8
	pop	rdi
	pop	rsi
	pop	rdx
	pop	rcx
	pop	rax
	pop	rbp
	ret

section .note.GNU-stack noalloc noexec nowrite progbits
