/* SPDX-License-Identifier: MIT */
/*
 * vm_area.h - the part of a process's address space that a driver maps
 *
 * There are no processes here. A driver that offers mmap() fills these, and
 * whoever plays the process calls vm_ops->fault as Linux would (LDD3 p. 426).
 * Reached through linux/mm.h.
 */
#ifndef _LINUX_VM_AREA_H
#define _LINUX_VM_AREA_H

#include <linux/compiler.h>
#include <linux/types.h>

struct page;
struct vm_area_struct;

/* What a fault handler answers: words of enum vm_fault_reason, or 0. */
typedef unsigned int vm_fault_t;

enum vm_fault_reason {
	VM_FAULT_OOM	= 0x000001,
	VM_FAULT_SIGBUS	= 0x000002,	/* nothing can be there */
	VM_FAULT_MAJOR	= 0x000004,
	VM_FAULT_SIGSEGV = 0x000040,
	VM_FAULT_NOPAGE	= 0x000100,	/* the handler has mapped it itself */
	VM_FAULT_LOCKED	= 0x000200,
	VM_FAULT_RETRY	= 0x000400,
};

#define VM_FAULT_ERROR	(VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV)

/**
 * struct vm_fault - what was touched and is not mapped
 * @vma:     where
 * @flags:   FAULT_FLAG_ words
 * @pgoff:   page of the file or device: @vma->vm_pgoff and on
 * @address: of the page, in the process
 * @page:    the handler's answer, with a reference for the process
 */
struct vm_fault {
	struct vm_area_struct *vma;
	unsigned int flags;
	unsigned long pgoff;
	unsigned long address;
	struct page *page;
};

#define FAULT_FLAG_WRITE	0x01

/**
 * struct vm_operations_struct - what the owner of a mapping is told
 * @open:  a copy of the mapping was made
 * @close: it goes
 * @fault: a page of it is missing
 */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *area);
	void (*close)(struct vm_area_struct *area);
	vm_fault_t (*fault)(struct vm_fault *vmf);
};

/**
 * struct vm_area_struct - [@vm_start, @vm_end) of a process's addresses
 * @vm_flags: VM_ words
 * @vm_pgoff: the first page's number in the file or device
 * @vm_ops, @vm_private_data: the driver's
 */
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	unsigned long vm_flags;
	unsigned long vm_pgoff;
	const struct vm_operations_struct *vm_ops;
	void *vm_private_data;
};

#define VM_READ		0x00000001
#define VM_WRITE	0x00000002
#define VM_EXEC		0x00000004
#define VM_SHARED	0x00000008
#define VM_PFNMAP	0x00000400
#define VM_LOCKED	0x00002000
#define VM_IO		0x00004000
#define VM_DONTCOPY	0x00020000
#define VM_DONTEXPAND	0x00040000
#define VM_DONTDUMP	0x04000000
#define VM_MIXEDMAP	0x10000000

/*
 * vm_flags_set - add to the flags, as a driver's mmap() does
 * vm_flags_clear - take from them
 */
static inline void vm_flags_set(struct vm_area_struct *vma,
				unsigned long flags)
{
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma,
				  unsigned long flags)
{
	vma->vm_flags &= ~flags;
}

#endif
