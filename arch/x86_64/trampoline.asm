; SPDX-License-Identifier: MIT
;
; trampoline.asm - a processor's way from its first instruction to C
;
; A start-up interrupt sets a processor running in real mode at a page below
; 1 MiB. smpboot.c copies what is between the two labels there, fills in the
; words at the end, and starts one processor at a time.
;
;	real mode -> (paging and long mode at once) -> 64 bits, low
;		  -> is it I who was called? -> stack -> C, high
;
; The page tables of the middle part are the kernel's upper half and, below,
; the first 2 MiB at their own address: what fetches the next instruction
; must not move when paging comes on.
;
; A processor that comes too late, when the boot CPU has given it up, finds
; that the number asked for is not its own and stops.
;
; Sources: SDM vol. 3A 9.4 (MP initialisation), 10.8.5 (IA-32e mode); going
; from real mode directly: AMD64 APM vol. 2 14.6.1 allows PE and PG at once.

EFER		equ 0xc0000080
CLAIMED		equ 0xfffffffe

%define AT(label)	((label) - trampoline_start)

section .rodata progbits alloc noexec nowrite align=16

global trampoline_start, trampoline_end, trampoline_args
bits 16
trampoline_start:
	cli
	cld
	mov	ax, cs			; the page, as a segment
	mov	ds, ax
	o32 lgdt [AT(gdtr)]
	mov	eax, [AT(arg_cr4)]
	mov	cr4, eax
	mov	eax, [AT(arg_low_cr3)]
	mov	cr3, eax
	mov	ecx, EFER
	mov	eax, [AT(arg_efer)]
	xor	edx, edx
	wrmsr
	mov	eax, [AT(arg_cr0)]
	mov	cr0, eax
	o32 jmp	far [AT(arg_long_mode)]

bits 64
align 8
trampoline_long:
	mov	eax, 1
	cpuid
	shr	ebx, 24			; the xAPIC id
	cmp	dword [rel arg_apic_id], 255
	jb	.have_id
	mov	eax, 0xb		; x2APIC's is longer
	xor	ecx, ecx
	cpuid
	mov	ebx, edx
.have_id:
	mov	eax, ebx
	mov	ecx, CLAIMED
	lock cmpxchg [rel arg_apic_id], ecx
	jne	.stop
	mov	rsp, [rel arg_stack]
	mov	rdi, [rel arg_cpu]
	mov	rax, [rel arg_entry]
	xor	ebp, ebp		; the backtrace ends here
	push	0			; ... and the alignment of a call
	jmp	rax
.stop:
	cli
	hlt
	jmp	.stop

align 8
gdt:
	dq 0
	dq 0x00af9b000000ffff		; 0x08: code, 64-bit, ring 0, accessed
gdt_end:

; struct trampoline_args of smpboot.c
align 8
trampoline_args:
arg_entry:	dq 0
arg_stack:	dq 0
arg_cpu:	dq 0
arg_cr0:	dd 0
arg_cr4:	dd 0
arg_efer:	dd 0
arg_low_cr3:	dd 0
arg_apic_id:	dd 0
arg_long_mode:	dd AT(trampoline_long)	; + the page's address
		dw 0x08
gdtr:		dw gdt_end - gdt - 1
		dd AT(gdt)		; + the page's address
trampoline_end:

section .note.GNU-stack noalloc noexec nowrite progbits
