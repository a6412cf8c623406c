; SPDX-License-Identifier: MIT
;
; trap_stubs.asm - the way from an exception or interrupt into C and back
;
; The processor aligns the stack to 16 bytes and pushes five words, and for
; some exceptions an error code. The stub of each vector evens that out:
;
;	 high	ss, rsp, rflags, cs, rip	the processor's
;		error code			its own, or our 0
;		vector				the stub's
;		rdi .. r15			trap_common's
;	 low					<- rsp: struct pt_regs
;
; That makes 22 words, an even number, so C is called with the alignment the
; ABI asks for. There is no user mode, hence no swapgs.
;
; Sources: SDM vol. 3A 6.14.2 (64-bit stack frame), 6.15 (error codes).

extern trap_dispatch

; Vectors with an error code: 8, 10-14, 17, 21, 29, 30.
%define HAS_ERROR(v) ((v) == 8 || ((v) >= 10 && (v) <= 14) || (v) == 17 || \
		      (v) == 21 || (v) == 29 || (v) == 30)

section .text progbits alloc exec nowrite align=16

; One stub every 16 bytes: entry.asm computes their addresses.
global trap_stubs
align 16
trap_stubs:
%assign vector 0
%rep 256
	align 16
%if !HAS_ERROR(vector)
	push	0
%endif
	push	dword vector
	jmp	near trap_common
%assign vector vector + 1
%endrep

trap_common:
	push	rdi
	push	rsi
	push	rdx
	push	rcx
	push	rax
	push	r8
	push	r9
	push	r10
	push	r11
	push	rbx
	push	rbp
	push	r12
	push	r13
	push	r14
	push	r15
	cld
	mov	rdi, rsp
	call	trap_dispatch
	pop	r15
	pop	r14
	pop	r13
	pop	r12
	pop	rbp
	pop	rbx
	pop	r11
	pop	r10
	pop	r9
	pop	r8
	pop	rax
	pop	rcx
	pop	rdx
	pop	rsi
	pop	rdi
	add	rsp, 16			; vector and error code
	iretq

; void gdt_load(const void *descriptor, u16 tss_selector)
; Reloads cs by a far return; the data segments hold null, as long mode
; allows, except gs whose base is the per-CPU area's.
global gdt_load
gdt_load:
	lgdt	[rdi]
	pop	rax
	push	0x08
	push	rax
	mov	eax, esi
	ltr	ax
	xor	eax, eax
	mov	ss, eax
	o64 retf

section .note.GNU-stack noalloc noexec nowrite progbits
