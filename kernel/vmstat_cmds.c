// SPDX-License-Identifier: MIT
/*
 * vmstat_cmds.c - memory pressure, live
 *
 *	mm> vmstat 1 3
 *	----- memory, KiB ------ ---- KiB/s -- ---- pages/s ------ ...
 *	    free    cache   slab     in    out   scan kswapd direct ...
 *	 1209832    20480   2460      0    512   9000   6100    120 ...
 *
 * As procps' vmstat: the first line is the average since the boot, each one
 * after it what has happened since the line before, by the second. With
 * SECONDS a line comes that often, TIMES lines in all, or until a key is
 * pressed. `below` names the lowest watermark that some zone is under: at
 * "low" kswapd is woken, at "min" callers wait.
 */
#include <asm/setup.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kernel_stat.h>
#include <linux/kstrtox.h>
#include <linux/ktime.h>
#include <linux/machine.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/vmstat.h>

/* A day; nobody waits longer for a line. */
#define SECONDS_MAX	86400U

/* Lines before the heading is repeated: it stays on a screen of 25. */
#define LINES_A_HEADING	20

/* What was counted, and when. */
struct sample {
	s64 ms;
	unsigned long event[NR_VM_EVENT_ITEMS];
	unsigned long long switches;
};

static void take_sample(struct sample *s)
{
	s->ms = ktime_to_ms(ktime_get());
	all_vm_events(s->event);
	s->switches = nr_context_switches();
}

/* How many a second, rounded; no time has passed: as if it were a ms. */
static unsigned long per_second(unsigned long long nr, s64 ms)
{
	ms = max(ms, 1LL);
	return (nr * 1000 + ms / 2) / ms;
}

static unsigned long rate(const struct sample *was, const struct sample *is,
			  enum vm_event_item item)
{
	return per_second(is->event[item] - was->event[item],
			  is->ms - was->ms);
}

static unsigned long kib(unsigned long pages)
{
	return pages << (PAGE_SHIFT - 10);
}

/* The lowest mark that some zone is under. */
static const char *below(void)
{
	static const char *const names[NR_WMARK + 1] = {
		[WMARK_MIN] = "min", [WMARK_LOW] = "low",
		[WMARK_HIGH] = "high", [NR_WMARK] = "-"
	};
	int lowest = NR_WMARK, mark;
	struct zone *zone;

	for_each_populated_zone(zone) {
		for (mark = 0; mark < lowest; mark++) {
			if (zone_page_state(zone, NR_FREE_PAGES) <
			    zone->_watermark[mark])
				lowest = mark;
		}
	}
	return names[lowest];
}

static void print_heading(void)
{
	console_printf("----- memory, KiB ------ --- KiB/s --- "
		       "----- pages/s ------ -- a second - zone\n");
	console_printf("%8s %8s %6s %6s %6s %6s %6s %6s %6s %6s below\n",
		       "free", "cache", "slab", "in", "out", "scan", "kswapd",
		       "direct", "stall", "switch");
}

static void print_line(const struct sample *was, const struct sample *is)
{
	unsigned long slab = global_node_page_state(NR_SLAB_RECLAIMABLE_B) +
			     global_node_page_state(NR_SLAB_UNRECLAIMABLE_B);
	unsigned long stalls = 0;
	int type;

	for (type = 0; type < MAX_NR_ZONES; type++)
		stalls += rate(was, is, ALLOCSTALL_DMA + type);
	console_printf("%8lu %8lu %6lu %6lu %6lu %6lu %6lu %6lu %6lu %6lu %5s\n",
		       kib(nr_free_pages()),
		       kib(global_node_page_state(NR_FILE_PAGES)), kib(slab),
		       rate(was, is, PGPGIN), rate(was, is, PGPGOUT),
		       rate(was, is, PGSCAN_KSWAPD) +
		       rate(was, is, PGSCAN_DIRECT),
		       rate(was, is, PGSTEAL_KSWAPD),
		       rate(was, is, PGSTEAL_DIRECT), stalls,
		       per_second(is->switches - was->switches,
				  is->ms - was->ms), below());
}

/* Wait; true, and at once, if a key is pressed. */
static bool key_within(unsigned int seconds)
{
	long left = (long)seconds * HZ;

	while (left > 0) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (arch_console_getc() != CONSOLE_NOTHING) {
			__set_current_state(TASK_RUNNING);
			return true;
		}
		left = schedule_timeout(left);
	}
	return false;
}

/* @times lines, one each @seconds */
static void run(unsigned int seconds, unsigned int times)
{
	struct sample samples[2] = { { .ms = 0 } };
	unsigned int line;

	for (line = 0; line < times; line++) {
		struct sample *was = &samples[line & 1];
		struct sample *is = &samples[~line & 1];

		if (line && key_within(seconds))
			return;
		if (line % LINES_A_HEADING == 0)
			print_heading();
		take_sample(is);
		print_line(was, is);
	}
}

static int cmd_vmstat(int argc, char **argv)
{
	unsigned int seconds = 1, times = 1;

	if (argc > 1)
		times = UINT_MAX;
	if (argc > 3 || (argc > 1 && kstrtouint(argv[1], 10, &seconds)) ||
	    (argc > 2 && kstrtouint(argv[2], 10, &times)))
		return -EINVAL;
	if (!seconds || seconds > SECONDS_MAX || !times)
		return -EINVAL;
	run(seconds, times);
	return 0;
}
CONSOLE_CMD("vmstat", "[SECONDS [TIMES]]",
	    "memory pressure, a line each SECONDS until a key is pressed",
	    cmd_vmstat);
