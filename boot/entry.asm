; SPDX-License-Identifier: MIT
;
; entry.asm - from the loader's 32 bits to C in the higher half
;
; PROBLEM
;	We are entered with paging off, at 1 MiB, in 32-bit mode, by a loader
;	that may be the wrong one on a processor that may be too old. C code
;	expects 64 bits, the addresses it was linked for, and a stack under
;	which a fault can be reported.
;
; IDEA
;	No stack at all until the interrupt table is loaded: what cannot be
;	pushed cannot be lost in silence. An early refusal is a jump to
;	early_die with a message, which needs registers only.
;
;	entry -> magic? -> CPUID, long mode, NX? -> boot page tables
;	      -> 64 bits, low -> 64 bits, high -> IDT -> stack -> start_kernel
;
; THE BOOT PAGE TABLES	(2 MiB pages; paging_init() replaces them)
;
;	pml4[0]   --+
;	pml4[273] --+--> pdpt_low[0..3] --> pd[0..3]	physical [0, 4 GiB)
;	pml4[511] -----> pdpt_high[510] --> pd[0]	physical [0, 1 GiB)
;
;	virtual 0		identity, for the instructions that turn paging on
;	virtual PAGE_OFFSET	the boot-time direct map, to read boot
;				information and ACPI tables (all below 4 GiB)
;	virtual KERNEL_BASE	the image
;
; SOURCES
;	Intel SDM vol. 3A 10.8.5 (entering IA-32e mode), 6.14 (64-bit gates).

KERNEL_BASE	equ 0xffffffff80000000
MULTIBOOT2	equ 0x36d76289
PVH		equ 0x336ec578

CR0_PE		equ 1 << 0
CR0_MP		equ 1 << 1
CR0_NE		equ 1 << 5
CR0_WP		equ 1 << 16
CR0_PG		equ 1 << 31
CR4_PAE		equ 1 << 5
CR4_PGE		equ 1 << 7
CR4_OSFXSR	equ 1 << 9		; clear_page.c uses XMM registers
EFER		equ 0xc0000080
EFER_LME	equ 1 << 8
EFER_NXE	equ 1 << 11
CPUID_NX	equ 1 << 20		; 0x80000001 edx
CPUID_LM	equ 1 << 29

PTE_TABLE	equ 0x03		; present, writable
PTE_2M		equ 0x83		; ... and a 2 MiB leaf

COM1		equ 0x3f8
VGA_TEXT	equ 0xb8000
DEBUG_EXIT	equ 0xf4
EXIT_PANIC	equ 0x12		; linux/reboot.h

extern start_kernel
extern trap_stubs
extern idt_table
extern boot_stack_top

; ---------------------------------------------------------------------------
; 32 bits, at the physical address it is linked for
; ---------------------------------------------------------------------------
section .boot.text progbits alloc exec nowrite align=16
bits 32

global multiboot2_entry
multiboot2_entry:
	cli
	cld
	mov	edi, eax		; start_kernel's first argument
	mov	esi, ebx		; ... and second
	cmp	eax, MULTIBOOT2
	je	check_cpu
	mov	ebp, msg_loader
	jmp	early_die

global pvh_entry
pvh_entry:
	cli
	cld
	mov	edi, PVH
	mov	esi, ebx
	test	ebx, ebx
	jz	.no_info
	cmp	dword [ebx], PVH
	je	check_cpu
.no_info:
	mov	ebp, msg_pvh
	jmp	early_die

check_cpu:
	; CPUID is known to exist: every processor with long mode has it, and
	; QEMU's oldest does. What it says is what matters.
	mov	eax, 0x80000000
	cpuid
	mov	ebp, msg_long_mode
	cmp	eax, 0x80000001
	jb	early_die
	mov	eax, 0x80000001
	cpuid
	test	edx, CPUID_LM
	jz	early_die
	mov	ebp, msg_nx
	test	edx, CPUID_NX
	jz	early_die

	; Four page directories: 2048 leaves of 2 MiB.
	mov	eax, PTE_2M
	mov	ebx, boot_pd
	mov	ecx, 4 * 512
.fill_pd:
	mov	[ebx], eax
	mov	dword [ebx + 4], 0
	add	eax, 0x200000		; wraps to PTE_2M after the last: unused
	add	ebx, 8
	dec	ecx
	jnz	.fill_pd

	; pdpt_low[0..3] -> pd[0..3]
	mov	eax, boot_pd + PTE_TABLE
	mov	ebx, boot_pdpt_low
	mov	ecx, 4
.fill_pdpt:
	mov	[ebx], eax
	add	eax, 0x1000
	add	ebx, 8
	dec	ecx
	jnz	.fill_pdpt

	mov	dword [boot_pdpt_high + 510 * 8], boot_pd + PTE_TABLE
	mov	dword [boot_pml4 + 0 * 8], boot_pdpt_low + PTE_TABLE
	mov	dword [boot_pml4 + 273 * 8], boot_pdpt_low + PTE_TABLE
	mov	dword [boot_pml4 + 511 * 8], boot_pdpt_high + PTE_TABLE

	mov	eax, CR4_PAE | CR4_PGE | CR4_OSFXSR
	mov	cr4, eax
	mov	eax, boot_pml4
	mov	cr3, eax
	mov	ecx, EFER
	rdmsr
	or	eax, EFER_LME | EFER_NXE
	wrmsr
	mov	eax, CR0_PE | CR0_MP | CR0_NE | CR0_WP | CR0_PG
	mov	cr0, eax

	lgdt	[boot_gdtr]
	jmp	0x08:long_mode

; Print the string at ebp on serial and screen, leave a verdict, halt. Uses
; registers only: this is what runs when nothing else can.
early_die:
	; 115200 8N1, polled
	mov	dx, COM1 + 1
	xor	eax, eax
	out	dx, al
	mov	dx, COM1 + 3
	mov	al, 0x80		; divisor latch
	out	dx, al
	mov	dx, COM1
	mov	al, 1
	out	dx, al
	mov	dx, COM1 + 1
	xor	eax, eax
	out	dx, al
	mov	dx, COM1 + 3
	mov	al, 3
	out	dx, al

	mov	ebx, VGA_TEXT
	mov	esi, msg_prefix
.next_string:
.next_char:
	movzx	ecx, byte [esi]
	inc	esi
	test	ecx, ecx
	jz	.string_done
	cmp	cl, 10
	je	.serial			; the screen gets one line
	mov	ch, 0x4f		; white on red
	mov	[ebx], cx
	add	ebx, 2
.serial:
	mov	edx, COM1 + 5
	mov	ch, 0xff		; a bound: there may be no UART
.wait:
	in	al, dx
	test	al, 0x20
	jnz	.send
	dec	ch
	jnz	.wait
.send:
	mov	al, cl
	mov	edx, COM1
	out	dx, al
	jmp	.next_char
.string_done:
	cmp	ebp, 0
	je	.stop
	mov	esi, ebp
	xor	ebp, ebp
	jmp	.next_string
.stop:
	mov	al, EXIT_PANIC
	out	DEBUG_EXIT, al
.halt:
	cli
	hlt
	jmp	.halt

bits 64
long_mode:
	xor	eax, eax
	mov	ds, eax
	mov	es, eax
	mov	fs, eax
	mov	gs, eax
	mov	ss, eax
	mov	rax, high_half
	jmp	rax

section .boot.rodata progbits alloc noexec nowrite align=8
; A flat 64-bit code segment is all that the way up needs; the real table is
; loaded by gdt_init().
boot_gdt:
	dq 0
	dq 0x00af9b000000ffff		; 0x08: code, 64-bit, ring 0, accessed
	dq 0x00cf93000000ffff		; 0x10: data
boot_gdtr:
	dw boot_gdtr - boot_gdt - 1
	dq boot_gdt

msg_prefix:
	db "pagewright: cannot boot: ", 0
msg_loader:
	db "entered with an unknown magic number in eax; "
	db "need a multiboot2 loader (GRUB: multiboot2, not multiboot)", 10, 0
msg_pvh:
	db "entered by PVH without a start-info structure in ebx", 10, 0
msg_long_mode:
	db "this processor has no 64-bit long mode", 10, 0
msg_nx:
	db "this processor has no NX bit (no-execute pages); enable it in the firmware", 10, 0

section .boot.bss nobits alloc noexec write align=4096
boot_pml4:	resb 4096
boot_pdpt_low:	resb 4096
boot_pdpt_high:	resb 4096
boot_pd:	resb 4 * 4096

; ---------------------------------------------------------------------------
; 64 bits, in the higher half
; ---------------------------------------------------------------------------
section .head.text progbits alloc exec nowrite align=16

; rdi = magic, rsi = information (both zero-extended by their 32-bit moves).
; The table of gates is made here, before there is a stack, so that the first
; push that goes wrong is reported. All stubs are 16 bytes apart.
high_half:
	mov	rax, trap_stubs
	mov	rbx, idt_table
	mov	ecx, 256
.gate:
	mov	[rbx], ax		; offset 15:0
	mov	word [rbx + 2], 0x08	; code segment
	mov	word [rbx + 4], 0x8e00	; present, ring 0, interrupt gate, IST 0
	mov	rdx, rax
	shr	rdx, 16
	mov	[rbx + 6], dx		; offset 31:16
	shr	rdx, 16
	mov	[rbx + 8], edx		; offset 63:32
	mov	dword [rbx + 12], 0
	add	rax, 16
	add	rbx, 16
	dec	ecx
	jnz	.gate
	lidt	[rel idt_descriptor]

	mov	rsp, boot_stack_top
	xor	ebp, ebp		; the backtrace ends here
	mov	edi, edi
	mov	esi, esi
	call	start_kernel
.never:
	cli
	hlt
	jmp	.never

section .rodata progbits alloc noexec nowrite align=16
idt_descriptor:
	dw 256 * 16 - 1
	dq idt_table

section .note.GNU-stack noalloc noexec nowrite progbits
