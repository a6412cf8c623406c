; SPDX-License-Identifier: MIT
;
; header.asm - how loaders recognise us
;
; One ELF, two handshakes. GRUB looks for the multiboot2 header in the first
; 32 KiB of the file, 8-aligned. QEMU's -kernel looks for an ELF note named
; "Xen" of type 18 (XEN_ELFNOTE_PHYS32_ENTRY) that holds the entry's physical
; address. Both enter in 32-bit protected mode, paging off, flat segments:
;
;	multiboot2   eax = 0x36d76289	ebx = information structure
;	PVH				ebx = hvm_start_info
;
; PVH leaves eax undefined, so each has its own entry label.
;
; Sources: Multiboot2 specification 2.0, sections 3.1 and 3.3; Xen's
; docs/misc/pvh (start-of-day structure).

extern multiboot2_entry
extern pvh_entry

MULTIBOOT2_HEADER_MAGIC	equ 0xe85250d6
ARCH_I386		equ 0		; 32-bit protected mode of i386
TAG_END			equ 0
TAG_INFO_REQUEST	equ 1
TAG_CONSOLE_FLAGS	equ 4
TAG_MODULE_ALIGN	equ 6
TAG_OPTIONAL		equ 1		; the loader may ignore it

section .multiboot2 progbits alloc noexec nowrite align=8
mb2_header:
	dd MULTIBOOT2_HEADER_MAGIC
	dd ARCH_I386
	dd mb2_end - mb2_header
	dd 0x100000000 - (MULTIBOOT2_HEADER_MAGIC + ARCH_I386 + (mb2_end - mb2_header))

	; What we want to be told: 1 command line, 3 modules, 6 memory map.
	align 8
	dw TAG_INFO_REQUEST, 0
	dd 8 + 3 * 4
	dd 1, 3, 6

	; We write EGA text if there is a text screen, and need none.
	align 8
	dw TAG_CONSOLE_FLAGS, TAG_OPTIONAL
	dd 12
	dd 2

	; Modules start at a page: their frames can be mapped as they are.
	align 8
	dw TAG_MODULE_ALIGN, 0
	dd 8

	align 8
	dw TAG_END, 0
	dd 8
mb2_end:

section .note.pvh note alloc noexec nowrite align=4
	dd 4				; size of the name, NUL included
	dd 4				; size of the descriptor
	dd 18				; XEN_ELFNOTE_PHYS32_ENTRY
	db "Xen", 0
	dd pvh_entry

section .note.GNU-stack noalloc noexec nowrite progbits
