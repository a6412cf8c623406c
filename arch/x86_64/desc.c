// SPDX-License-Identifier: MIT
/*
 * desc.c - descriptor tables: what long mode still wants of segmentation
 *
 *	GDT	0x00 null  0x08 code, 64-bit, ring 0  0x10 TSS (two slots)
 *	TSS	the interrupt stack table: a stack for each exception that
 *		must not use the one it interrupts
 *	IDT	made by boot/entry.asm before there was a stack; here three
 *		gates learn their IST slot
 *
 * SOURCES
 *	SDM vol. 3A 3.4.5 (segment descriptors), 7.7 (64-bit TSS), 6.14.5 (IST).
 */
#include <asm/desc.h>
#include <asm/stacks.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>

struct tss {
	u32 reserved0;
	u64 rsp[3];
	u64 reserved1;
	u64 ist[7];		/* slot n of a gate is ist[n - 1] */
	u64 reserved2;
	u16 reserved3;
	u16 iomap_base;
} __packed;

static_assert(sizeof(struct tss) == 104);

struct idt_gate {
	u16 offset_low;
	u16 selector;
	u8 ist;
	u8 type;
	u16 offset_mid;
	u32 offset_high;
	u32 reserved;
};

static_assert(sizeof(struct idt_gate) == 16);

/* Filled by boot/entry.asm: 16 bytes a gate. */
extern struct idt_gate idt_table[256];
struct idt_gate idt_table[256] __aligned(4096);

static struct tss tss;
static u64 gdt[4] = {
	0,
	0x00af9b000000ffff,	/* code: present, ring 0, 64-bit, accessed */
};

static void gdt_set_tss(void)
{
	u64 base = (unsigned long)&tss;
	u64 limit = sizeof(tss) - 1;

	/* Type 9, present: an available 64-bit TSS; base in four pieces. */
	gdt[2] = limit | (base & 0xffffff) << 16 | 0x89ULL << 40 |
		 (base >> 24 & 0xff) << 56;
	gdt[3] = base >> 32;
}

void desc_init(void)
{
	struct {
		u16 limit;
		u64 base;
	} __packed gdtr = { sizeof(gdt) - 1, (unsigned long)gdt };
	int slot;

	for (slot = IST_DOUBLE_FAULT; slot <= IST_MACHINE_CHECK; slot++)
		tss.ist[slot - 1] = stack_top(&kernel_stacks[slot]);
	tss.iomap_base = sizeof(tss);

	gdt_set_tss();
	gdt_load(&gdtr, TSS_SELECTOR);

	idt_table[X86_TRAP_NMI].ist = IST_NMI;
	idt_table[X86_TRAP_DF].ist = IST_DOUBLE_FAULT;
	idt_table[X86_TRAP_MC].ist = IST_MACHINE_CHECK;
}
