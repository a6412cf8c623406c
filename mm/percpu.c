// SPDX-License-Identifier: MIT
/*
 * percpu.c - every CPU's own copy of the per-CPU variables
 *
 * PROBLEM
 *	A counter that all CPUs add to is either wrong or slow: the line that
 *	holds it travels from CPU to CPU. If each CPU has its own, adding is
 *	one instruction on a line nobody else writes, and needs no lock. But C
 *	has one variable where we want as many as there are CPUs, and code
 *	must reach "mine" without first asking which CPU it is on: the answer
 *	may be old before it is used.
 *
 * IDEA
 *	The linker gathers the variables; we copy the result for each CPU and
 *	remember how far away the copy is.
 *
 *		variable of CPU n  =  address in the image + offset[n]
 *
 *	The port keeps the running CPU's offset where one instruction can add
 *	it (x86: the base of %gs; host: a thread's own variable).
 *
 * WHERE THINGS LIVE
 *
 *	image			    PERCPU_START: bootmem, near the CPU
 *	__per_cpu_start
 *	+-----------+   copied to   +-----------+---------+---------+
 *	| x   y  z  | ------------> | x   y  z  | modules | reserve | CPU 0's
 *	+-----------+  offset[0]    +-----------+---------+---------+  unit
 *	__per_cpu_end      \
 *			    \	    +-----------+---------+---------+
 *			     '----> | x   y  z  | modules | reserve | CPU 1's
 *			  offset[1] +-----------+---------+---------+  unit
 *
 *	A unit is the image, room for the variables of modules, and a reserve
 *	behind it, in whole pages of the CPU's node. All units have one
 *	layout: what lies at distance d in one belongs to what lies at
 *	distance d in every other.
 *
 *	The units are mapped PERCPU_STRIDE apart, in a region of their own, so
 *	that further chunks can lie at the same distances: percpu_chunk.c. The
 *	reserves of all CPUs together are the first chunk, from which
 *	alloc_percpu() serves before any other.
 *
 * A VARIABLE'S WAY
 *	DEFINE_PER_CPU -> image -> copied once, here -> this_cpu_*(), per_cpu()
 *	The boot CPU uses the image itself until its copy is made; what it has
 *	changed by then goes into every copy, so nothing may count per CPU
 *	before this point but what is back at its start: the preempt count.
 *
 * INVARIANTS	(percpu_broken() tests each by number)
 *	P1  A CPU has an area if and only if it is possible; a CPU without
 *	    one has offset 0.
 *	P2  Areas are disjoint, and none meets the image.
 *	P3  In the area of CPU n, this_cpu_off is offset[n], cpu_number is n
 *	    and numa_node is the CPU's node.
 *	P4  An offset is a whole number of pages, so that a copy is aligned
 *	    as its variable is.
 *	P5  Possible CPUs are numbered without a hole; offsets are
 *	    PERCPU_STRIDE apart.
 *
 * LOCKING
 *	Written by the boot CPU alone, before there is another; read-only
 *	afterwards. The first chunk's map: pcpu_lock.
 *
 * FAILURE
 *	Memory short: bootmem panics with its map. A node without memory gets
 *	another's.
 *
 * COST
 *	Access: none over a plain variable. Space: a unit a possible CPU; an
 *	image of 3 pages, 2 for modules and 5 of reserve make 40 KiB, 10 MiB
 *	for 256.
 *
 * SOURCES
 *	Linux: mm/percpu.c, arch/x86/kernel/setup_percpu.c (names only). The
 *	distance in the segment base is Linux's since 2.6.30.
 */
#define pr_fmt(fmt) "percpu: " fmt

#include <asm/page.h>
#include <asm/pgtable.h>
#include <linux/bootmem.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/machine.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/topology.h>

#include "percpu.h"
#include "percpu_map.h"

/*
 * For what is allocated at run time: 20 KiB, as on Linux without modules.
 * The first small objects then share the unit's pages with the image.
 */
#define PERCPU_DYNAMIC_RESERVE	(5 * PAGE_SIZE)

static unsigned long image_base;	/* the image's first page */
static size_t image_size;		/* bytes from there to its end */
static size_t unit_size;		/* bytes of a CPU's area */
static phys_addr_t unit_phys[NR_CPUS];	/* what is mapped there */

static struct pcpu_chunk first_chunk;

/* Where @cpu's area begins. */
static unsigned long area_of(unsigned int cpu)
{
	return image_base + per_cpu_offset(cpu);
}

static void make_area(unsigned int cpu)
{
	int node = cpu_to_node(cpu);
	void *frames = alloc_bootmem_pages_node(NODE_DATA(node), unit_size);
	unsigned long area = PERCPU_START + cpu * PERCPU_STRIDE;

	unit_phys[cpu] = __pa(frames);
	arch_map_boot(area, area + unit_size, unit_phys[cpu]);
	__per_cpu_offset[cpu] = area - image_base;
	memcpy(per_cpu_ptr(__per_cpu_start, cpu), __per_cpu_start,
	       __per_cpu_end - __per_cpu_start);

	per_cpu(this_cpu_off, cpu) = per_cpu_offset(cpu);
	per_cpu(cpu_number, cpu) = cpu;
	per_cpu(numa_node, cpu) = node;
}

void __percpu *percpu_alloc_boot(size_t size, size_t align)
{
	int at = pcpu_map_take(&first_chunk, DIV_ROUND_UP(size, PCPU_GRAIN),
			       max_t(size_t, align / PCPU_GRAIN, 1));
	void __percpu *ptr;

	if (at < 0)
		panic("percpu: %zu bytes do not fit into the first chunk", size);
	pcpu_relist_locked(&first_chunk);
	ptr = (void __percpu *)(first_chunk.base + at * PCPU_GRAIN);
	pcpu_zero(ptr, size);
	return ptr;
}

static void make_first_chunk(void)
{
	unsigned long end = image_base + ALIGN(image_size, PAGE_SIZE);

	pcpu_reserved_init(end);
	first_chunk.base = end + PERCPU_MODULE_RESERVE;
	pcpu_map_init(&first_chunk, PERCPU_DYNAMIC_RESERVE / PCPU_GRAIN);
	pcpu_chunks_init();
	pcpu_add_first(&first_chunk);
}

void setup_per_cpu_areas(void)
{
	unsigned long flags;
	unsigned int cpu;

	image_base = (unsigned long)__per_cpu_start & PAGE_MASK;
	image_size = (unsigned long)__per_cpu_end - image_base;
	unit_size = ALIGN(image_size, PAGE_SIZE) + PERCPU_MODULE_RESERVE +
		    PERCPU_DYNAMIC_RESERVE;

	/* From the copy to the switch nothing may change the image. */
	local_irq_save(flags);
	for_each_possible_cpu(cpu)
		make_area(cpu);
	set_my_cpu_offset(per_cpu_offset(0));
	local_irq_restore(flags);

	make_first_chunk();
	percpu_check();
	pr_info("%zu bytes of variables, %zu KiB for each of %u CPUs\n",
		image_size, unit_size >> 10, num_possible_cpus());
}

/* ---- whose address is it? ---- */

/* The CPU whose first unit @addr lies in, or -1. */
static int unit_of(unsigned long addr)
{
	unsigned int cpu = (addr - PERCPU_START) / PERCPU_STRIDE;

	if (addr < PERCPU_START || cpu >= nr_cpu_ids ||
	    (addr - PERCPU_START) % PERCPU_STRIDE >= unit_size)
		return -1;
	return cpu;
}

bool is_kernel_percpu_address(unsigned long addr)
{
	int cpu = unit_of(addr);

	return cpu >= 0 && addr - area_of(cpu) < image_size;
}
EXPORT_SYMBOL(is_kernel_percpu_address);

phys_addr_t per_cpu_ptr_to_phys(void *addr)
{
	int cpu = unit_of((unsigned long)addr);
	phys_addr_t phys;

	if (cpu >= 0)
		return unit_phys[cpu] + ((unsigned long)addr - area_of(cpu));
	phys = pcpu_chunk_phys((unsigned long)addr);
	WARN(!phys, "per_cpu_ptr_to_phys: %lx is nobody's per-CPU memory\n",
	     (unsigned long)addr);
	return phys;
}
EXPORT_SYMBOL(per_cpu_ptr_to_phys);

unsigned long percpu_shadow_end(void)
{
	return image_base + unit_size;
}

/*
 * A per-CPU pointer is no address: it becomes one with a CPU's offset. The
 * kernel hides what lies at the image (kernel/cpus.c), and at a pointer into
 * a chunk nothing ever is. No lock: who faulted may hold it.
 */
static void say_bare(unsigned long addr)
{
	unsigned long copy = addr + this_cpu_read(this_cpu_off);
	unsigned int cpu = raw_smp_processor_id();

	if (addr - image_base < image_size)
		pr_alert("  %016lx is %pS, a per-CPU variable: its address was used bare\n",
			 addr, (void *)addr);
	else if (addr - image_base < unit_size ||
		 copy - PERCPU_CHUNKS - cpu * PERCPU_STRIDE < PERCPU_STRIDE)
		pr_alert("  %016lx may be a per-CPU pointer that was used bare\n",
			 addr);
	else
		return;
	pr_alert("  this CPU's copy is at %016lx: see this_cpu_ptr()\n", copy);
}
FAULT_NOTE(say_bare);

const char *pcpu_describe(unsigned long ptr)
{
	if (ptr - image_base < image_size)
		return "a static per-CPU variable";
	if (unit_of(ptr) >= 0 || pcpu_chunk_phys(ptr))
		return "the address of one CPU's copy";
	return NULL;
}

/* Not printed under the lock: the console may be slow. */
static void show_chunk(struct seq_file *m, int slot)
{
	unsigned int size = 0, nr_free = 0, largest = 0, areas = 0;
	struct pcpu_chunk *chunk;
	unsigned long flags;

	spin_lock_irqsave(&pcpu_lock, flags);
	chunk = pcpu_chunk_in_locked(slot);
	if (chunk) {
		size = chunk->nr_grains * PCPU_GRAIN;
		nr_free = chunk->nr_free * PCPU_GRAIN;
		largest = pcpu_map_largest(chunk) * PCPU_GRAIN;
		areas = chunk->nr_areas;
	}
	spin_unlock_irqrestore(&pcpu_lock, flags);
	if (chunk)
		seq_printf(m, "%5d %8u %8u %8u %8u %8u\n", slot, size,
			   size - nr_free, nr_free, largest, areas);
}

static void show_chunks(struct seq_file *m)
{
	int slot;

	seq_puts(m, "chunk     size     used     free  largest    areas\n");
	for (slot = -1; slot < (int)PCPU_NR_SLOTS; slot++)
		show_chunk(m, slot);
}

int percpu_show(struct seq_file *m, void *v)
{
	unsigned int cpu;

	seq_printf(m, "image   [%016lx-%016lx] %zu bytes\n", image_base,
		   image_base + image_size - 1, image_size);
	seq_printf(m, "unit    %zu KiB: %zu image, %zu modules, %zu reserve\n",
		   unit_size >> 10, ALIGN(image_size, PAGE_SIZE) >> 10,
		   PERCPU_MODULE_RESERVE >> 10, PERCPU_DYNAMIC_RESERVE >> 10);
	for_each_possible_cpu(cpu)
		seq_printf(m, "cpu %3u [%016lx-%016lx] node %d, offset %016lx%s\n",
			   cpu, area_of(cpu), area_of(cpu) + unit_size - 1,
			   cpu_to_node(cpu), per_cpu_offset(cpu),
			   cpu_online(cpu) ? "" : ", not online");
	show_chunks(m);
	return 0;
}
PROC_VIEW("percpu", percpu_show);

static bool areas_meet(unsigned long a, unsigned long b)
{
	return a < b + unit_size && b < a + unit_size;
}

/* Would it be, if it lay @offset[cpu] from the image, as all others do? */
static bool area_is_alone(const unsigned long *offset, unsigned int cpu)
{
	unsigned long area = image_base + offset[cpu];
	unsigned int other;

	if (area < image_base + image_size && image_base < area + unit_size)
		return false;
	for_each_possible_cpu(other) {
		if (other != cpu && areas_meet(area, image_base + offset[other]))
			return false;
	}
	return true;
}

/* Read where the area is, wherever @offset says that it should be. */
static bool area_knows_itself(unsigned long offset, unsigned int cpu)
{
	return per_cpu(this_cpu_off, cpu) == offset &&
	       per_cpu(cpu_number, cpu) == (int)cpu &&
	       per_cpu(numa_node, cpu) == cpu_to_node(cpu);
}

static int area_broken(const unsigned long *offset, unsigned int cpu)
{
	if (offset[cpu] & ~PAGE_MASK)
		return 4;
	if (!area_is_alone(offset, cpu))
		return 2;
	if (offset[cpu] - offset[0] != cpu * PERCPU_STRIDE)
		return 5;
	return area_knows_itself(offset[cpu], cpu) ? 0 : 3;
}

int percpu_broken(const unsigned long *offset, unsigned int *cpu)
{
	int broken;

	for (*cpu = 0; *cpu < NR_CPUS; ++*cpu) {
		if (cpu_possible(*cpu) != !!offset[*cpu])
			return 1;
	}
	for_each_possible_cpu(*cpu) {
		broken = area_broken(offset, *cpu);
		if (broken)
			return broken;
	}
	return num_possible_cpus() == nr_cpu_ids ? 0 : 5;
}

void percpu_check(void)
{
	static const char *const says[] = {
		"", "a CPU and its area disagree", "an area meets another",
		"an area holds another's number", "an area is not aligned",
		"an area is out of step",
	};
	unsigned int cpu;
	int broken = percpu_broken(__per_cpu_offset, &cpu);

	if (broken)
		panic("percpu: %s (P%d): CPU %u of %u, at %016lx", says[broken],
		      broken, cpu, nr_cpu_ids, per_cpu_offset(cpu));
	pcpu_chunks_check();
	pcpu_reserved_check();
}
