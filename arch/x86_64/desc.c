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
#include <linux/percpu-defs.h>
#include <linux/smp.h>

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

/* What lgdt and lidt read. */
struct table_pointer {
	u16 limit;
	u64 base;
} __packed;

/* Filled by boot/entry.asm: 16 bytes a gate. */
extern struct idt_gate idt_table[256];
struct idt_gate idt_table[256] __aligned(4096);

/* Each CPU's own: a TSS says "busy", and names that CPU's stacks. */
static DEFINE_PER_CPU_ALIGNED(struct tss, cpu_tss);
static DEFINE_PER_CPU_ALIGNED(u64[4], cpu_gdt) = {
	0,
	0x00af9b000000ffff,	/* code: present, ring 0, 64-bit, accessed */
};

static void gdt_set_tss(u64 *gdt, const struct tss *tss)
{
	u64 base = (unsigned long)tss;
	u64 limit = sizeof(*tss) - 1;

	/* Type 9, present: an available 64-bit TSS; base in four pieces. */
	gdt[2] = limit | (base & 0xffffff) << 16 | 0x89ULL << 40 |
		 (base >> 24 & 0xff) << 56;
	gdt[3] = base >> 32;
}

void idt_load(void)
{
	const struct table_pointer idtr = {
		sizeof(idt_table) - 1, (unsigned long)idt_table
	};

	__asm__ __volatile__("lidt %0" : : "m" (idtr));
}

/*
 * The boot CPU comes here twice: at first its area is the image, later its
 * own copy. Writing the TSS descriptor anew makes it available again.
 */
void desc_init(void)
{
	struct tss *tss = this_cpu_ptr(&cpu_tss);
	u64 *gdt = *this_cpu_ptr(&cpu_gdt);
	const struct table_pointer gdtr = {
		sizeof(cpu_gdt) - 1, (unsigned long)gdt
	};
	int cpu = raw_smp_processor_id();
	int slot;

	for (slot = IST_DOUBLE_FAULT; slot <= IST_MACHINE_CHECK; slot++)
		tss->ist[slot - 1] = stack_top(cpu_stack(cpu, slot));
	tss->iomap_base = sizeof(*tss);

	gdt_set_tss(gdt, tss);
	gdt_load(&gdtr, TSS_SELECTOR);

	idt_table[X86_TRAP_NMI].ist = IST_NMI;
	idt_table[X86_TRAP_DF].ist = IST_DOUBLE_FAULT;
	idt_table[X86_TRAP_MC].ist = IST_MACHINE_CHECK;
}
