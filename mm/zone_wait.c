// SPDX-License-Identifier: MIT
/*
 * zone_wait.c - those who wait for pages, in the order in which they came
 *
 * PROBLEM
 *	Reclaim has freed nothing, but somebody will: a page is being written,
 *	another task is about to end. Who asks again and again wastes the CPU
 *	that the other needs, and gets a page by luck: a greedy task that asks
 *	more often has more of it. And a free that looked for sleepers would
 *	pay for them although there are nearly always none.
 *
 * IDEA
 *	One queue. Who frees pages into a zone gives them, while he is at it,
 *	to the first in the queue who can use them, and wakes him: the page is
 *	his before anybody else can see it.
 *
 *	queue	 [A: NORMAL, 1 page] [B: DMA, 1 page] [C: NORMAL, 8 pages]
 *
 *	free of 1 page of NORMAL	to A
 *	free of 1 page of DMA		to A, who could use it, too; then to B
 *	free of 8 adjacent of NORMAL	to C: A and B have left
 *
 *	"Can use" means what it means for anybody: the zone is in his list,
 *	stays above his mark, and has a block of his size. A large request does
 *	not hold up small ones behind it.
 *
 *	There is one queue, not one a zone, because a request can be met by
 *	any zone of its list. Each of those zones counts him in nr_waiters:
 *	that is what a free looks at.
 *
 * FREES PAY NOTHING
 *	Most frees put a page on a CPU's own list and see no zone (pcp.c).
 *	While somebody waits for a zone these lists are closed: their `high`
 *	is 0, so that the compare every free does anyway sends each page on to
 *	the zone at once. There, after the zone's lock, one look at nr_waiters
 *	is all that is added, to a path that is taken once for a batch.
 *
 *	CPU's list	open	page page page page |high
 *			closed	|high=0			page -> zone -> waiter
 *
 * NO PAGE IS MISSED
 *	The waiter, in zone_wait_begin()	Who frees
 *	 a  for each of his zones:		 1  lock the zone
 *	      lock it, nr_waiters++, unlock	 2  the page into its lists
 *	 b  IPI: each CPU closes its lists	 3  look at nr_waiters; if there
 *	      and flushes them			      are, wakes_owed++
 *	 c  zone_wait_lock: into the queue;	 4  unlock the zone
 *	      take what his zones have,		 5  zone_wait_lock: give what the
 *	      for those before him first	      zone has to the queue; wake;
 *	 d  sleep until `page` is set		      wakes_owed--
 *
 *	1-4 and a are under the zone's lock, so one comes first, whole.
 *	- 1-4 before a: the page is in the zone before c, which takes the lock
 *	  of the same zone again and finds it, unless somebody has taken it.
 *	- a before 1-4: step 3 sees him. 5 and c are under zone_wait_lock. If 5
 *	  comes first he is not in the queue, and c finds the page; if c comes
 *	  first, 5 finds him in the queue.
 *	A page on a CPU's list has no such lock. The handler of b runs on that
 *	CPU, between two of its operations on the list: a page put there before
 *	it is flushed by it, which is a free as above; one that is put there
 *	after it finds `high` 0, and the same task flushes it. A list opens
 *	again on its own CPU only, with interrupts off, when nr_waiters is 0;
 *	b comes after a, and the IPI after whatever the CPU had read before it:
 *	who reads 0 and opens is interrupted by b afterwards, and closed.
 *
 *	For d: `page` and the queue change under zone_wait_lock. The waiter
 *	sets his state, then looks at `page`; who gives writes `page`, then
 *	wakes. The barrier in set_current_state() pairs with the one in
 *	try_to_wake_up(): one of them sees the other.
 *
 *	That it works is counted. A waiter whose time is up looks once more. If
 *	a zone has a block for him, which nobody has yet to give (wakes_owed is
 *	0), it was missed: `lost` is shown, and is 0.
 *
 * INVARIANTS	(zone_wait_broken() tests each by number)
 *	W1  Who is in the queue has no page, and each of his zones counts him.
 *	W2  If no wake is owed for a zone, it has no block for anybody in the
 *	    queue.
 *	W3  lost is 0.
 *
 * LOCKING
 *	zone_wait_lock, interrupts off, guards queue, pages given, statistics.
 *	zone->lock (of one zone) is taken inside, and a run queue's lock to
 *	wake. It is taken with no zone's lock held, by frees in any context.
 *	nr_waiters changes under the zone's lock.
 *
 * FAILURE
 *	None: the place in the queue is on the waiter's stack.
 *
 * COST
 *	A free of a page into the zone: a load and a branch. While somebody
 *	waits every free goes through the zone's lock, and walks the queue as
 *	long as the zone has pages: those who wait pay.
 *
 * LEFT OUT
 *	Who may not sleep does not queue: he takes what is above his mark when
 *	he comes. A page that a task has put on its CPU's list, and lost the
 *	CPU before it could trim, comes when it has the CPU again.
 *
 * SOURCES
 *	The hand-over is that of sched/mutex.c and semaphore.c. Linux lets
 *	allocations poll reclaim instead.
 */
#include <asm/timex.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "internal.h"
#include "zone_wait.h"

static DEFINE_SPINLOCK(zone_wait_lock);
static LIST_HEAD(queue);
struct zone_wait_stats zone_wait_stats;

/* ---- who can use what ------------------------------------------------------ */

/* The @i-th zone that @req may use, or NULL. */
static struct zone *zone_of(const struct alloc_request *req, unsigned int i)
{
	struct zone *zone = req->zones[i];

	/* The node's own zones come first. */
	if (zone && (req->gfp & __GFP_THISNODE) && zone->node != req->nid)
		return NULL;
	return zone;
}

#define for_each_zone_of(at, i, req) \
	for ((i) = 0; ((at) = zone_of(req, i)); (i)++)

bool zone_wait_has(const struct task_struct *task)
{
	struct zone_waiter *w;
	unsigned long flags;
	bool has = false;

	spin_lock_irqsave(&zone_wait_lock, flags);
	list_for_each_entry(w, &queue, entry)
		has |= w->task == task;
	spin_unlock_irqrestore(&zone_wait_lock, flags);
	return has;
}

static bool may_use(const struct alloc_request *req, const struct zone *which)
{
	struct zone *zone;
	unsigned int i;

	for_each_zone_of(zone, i, req) {
		if (zone == which)
			return true;
	}
	return false;
}

bool zone_wait_others(const struct alloc_request *req,
		      const struct zone_waiter *me)
{
	unsigned int own = me != NULL, i;
	struct zone *zone;

	for_each_zone_of(zone, i, req) {
		if (READ_ONCE(zone->nr_waiters) > own)
			return true;
	}
	return false;
}

/* ---- giving ------------------------------------------------------------------ */

/* A block for @req, from the zone itself; zone_wait_lock is held. */
static struct page *take(struct zone *zone, const struct alloc_request *req)
{
	struct page *page = NULL;

	spin_lock(&zone->lock);
	if (zone_has_room(zone, req))
		page = buddy_take_locked(zone, req->order, req->type);
	if (page)
		zone->nr_large_alloc[req->order]++;
	spin_unlock(&zone->lock);
	return page;
}

/* To the first who can use it, and so on, while there is some. */
static void serve_locked(struct zone *zone)
{
	struct zone_waiter *w, *next;

	list_for_each_entry_safe(w, next, &queue, entry) {
		struct page *page;

		if (!READ_ONCE(zone->nr_free))
			return;
		if (!may_use(&w->req, zone))
			continue;
		page = take(zone, &w->req);
		if (!page)
			continue;
		list_del_init(&w->entry);
		zone_wait_stats.served++;
		/* The barrier in try_to_wake_up() comes after it. */
		WRITE_ONCE(w->page, page);
		wake_up_process(w->task);
	}
}

void zone_wake(struct zone *zone)
{
	unsigned long flags;

	spin_lock_irqsave(&zone_wait_lock, flags);
	serve_locked(zone);
	atomic_dec(&zone->wakes_owed);
	spin_unlock_irqrestore(&zone_wait_lock, flags);
}

/* ---- waiting ------------------------------------------------------------------- */

/* In each zone of @req's: @change more of them. */
static void count_waiter(const struct alloc_request *req, int change)
{
	unsigned long flags;
	struct zone *zone;
	unsigned int i;

	for_each_zone_of(zone, i, req) {
		spin_lock_irqsave(&zone->lock, flags);
		WRITE_ONCE(zone->nr_waiters, zone->nr_waiters + change);
		spin_unlock_irqrestore(&zone->lock, flags);
	}
}

static void close_lists(void *info)
{
	const struct alloc_request *req = info;
	struct zone *zone;
	unsigned int i;

	for_each_zone_of(zone, i, req)
		pcp_close_local(zone);
}

void zone_wait_begin(struct zone_waiter *w, const struct alloc_request *req)
{
	unsigned long flags;
	struct zone *zone;
	unsigned int i;

	w->req = *req;
	/* A fault that is injected would look like a page that was missed. */
	w->req.rights &= ~ALLOC_MAY_FAIL;
	w->page = NULL;
	w->task = current;
	w->since = get_cycles();
	count_waiter(&w->req, 1);
	on_each_cpu(close_lists, &w->req, 1);

	spin_lock_irqsave(&zone_wait_lock, flags);
	list_add_tail(&w->entry, &queue);
	zone_wait_stats.waited++;
	for_each_zone_of(zone, i, &w->req)
		serve_locked(zone);
	spin_unlock_irqrestore(&zone_wait_lock, flags);
}

void zone_wait_rights(struct zone_waiter *w, unsigned int rights)
{
	unsigned long flags;
	struct zone *zone;
	unsigned int i;

	spin_lock_irqsave(&zone_wait_lock, flags);
	w->req.rights = rights & ~ALLOC_MAY_FAIL;
	for_each_zone_of(zone, i, &w->req)
		serve_locked(zone);
	spin_unlock_irqrestore(&zone_wait_lock, flags);
}

/* What is there for @w, though nobody gave it; zone_wait_lock is held. */
static struct page *find_missed_locked(struct zone_waiter *w)
{
	struct page *page;
	struct zone *zone;
	unsigned int i;

	for_each_zone_of(zone, i, &w->req) {
		page = take(zone, &w->req);
		if (!page)
			continue;
		/* Who frees is between the zone's lock and ours: not missed. */
		if (!atomic_read(&zone->wakes_owed))
			zone_wait_stats.lost++;
		return page;
	}
	return NULL;
}

static void time_is_up(struct zone_waiter *w)
{
	unsigned long flags;

	spin_lock_irqsave(&zone_wait_lock, flags);
	if (!w->page) {
		zone_wait_stats.timeouts++;
		w->page = find_missed_locked(w);
		if (w->page)
			list_del_init(&w->entry);
	}
	spin_unlock_irqrestore(&zone_wait_lock, flags);
}

struct page *zone_wait(struct zone_waiter *w, long timeout)
{
	if (!timeout)
		return READ_ONCE(w->page);
	while (timeout > 0) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (READ_ONCE(w->page))
			break;
		timeout = schedule_timeout(timeout);
	}
	__set_current_state(TASK_RUNNING);
	if (!timeout)
		time_is_up(w);
	return READ_ONCE(w->page);
}

struct page *zone_wait_end(struct zone_waiter *w)
{
	struct zone_wait_stats *stats = &zone_wait_stats;
	cycles_t took = get_cycles() - w->since;
	unsigned long flags;

	/* Also if it has a page: who gave it has left our stack afterwards. */
	spin_lock_irqsave(&zone_wait_lock, flags);
	list_del_init(&w->entry);
	if ((s64)took > (s64)stats->longest)
		stats->longest = took;
	spin_unlock_irqrestore(&zone_wait_lock, flags);
	count_waiter(&w->req, -1);
	return w->page;
}

/* ---- show, check ---------------------------------------------------------------- */

/* Lines are put together under the lock, and printed after it. */
#define SHOWN	16

struct shown {
	int pid;
	unsigned int order;
	gfp_t gfp;
	const char *zone;
};

static unsigned int look_at_queue(struct shown *shown,
				  struct zone_wait_stats *stats)
{
	struct zone_waiter *w;
	unsigned long flags;
	unsigned int n = 0;

	spin_lock_irqsave(&zone_wait_lock, flags);
	*stats = zone_wait_stats;
	list_for_each_entry(w, &queue, entry) {
		if (n == SHOWN)
			break;
		shown[n].pid = w->task->pid;
		shown[n].order = w->req.order;
		shown[n].gfp = w->req.gfp;
		shown[n++].zone = w->req.zones[0]->name;
	}
	spin_unlock_irqrestore(&zone_wait_lock, flags);
	return n;
}

int zone_wait_show(struct seq_file *m, void *v)
{
	struct zone_wait_stats stats;
	struct shown shown[SHOWN];
	unsigned int i, n = look_at_queue(shown, &stats);

	seq_printf(m, "waited %lu\nserved %lu\ntimeouts %lu\nlost %lu\n",
		   stats.waited, stats.served, stats.timeouts, stats.lost);
	seq_printf(m, "longest_wait %llu cycles\n",
		   (unsigned long long)stats.longest);
	oom_show(m);
	for (i = 0; i < n; i++)
		seq_printf(m, "task %d waits for order %u, %s, mode:%#x\n",
			   shown[i].pid, shown[i].order, shown[i].zone,
			   shown[i].gfp);
	return 0;
}
PROC_VIEW("zone_wait", zone_wait_show);

/* W2 for one of them: a zone that could serve him, and nobody is about to */
static bool could_be_served(struct zone *zone, const struct zone_waiter *w)
{
	struct page *page = take(zone, &w->req);

	if (!page)
		return false;
	spin_lock(&zone->lock);
	zone->nr_large_alloc[w->req.order]--;
	buddy_give_locked(zone, page, w->req.order);
	spin_unlock(&zone->lock);
	return !atomic_read(&zone->wakes_owed);
}

static int broken_locked(void)
{
	struct zone_waiter *w;
	struct zone *zone;
	unsigned int i;

	list_for_each_entry(w, &queue, entry) {
		if (w->page)
			return 1;
		for_each_zone_of(zone, i, &w->req) {
			if (!READ_ONCE(zone->nr_waiters))
				return 1;
			if (could_be_served(zone, w))
				return 2;
		}
	}
	return zone_wait_stats.lost ? 3 : 0;
}

int zone_wait_broken(void)
{
	unsigned long flags;
	int broken;

	spin_lock_irqsave(&zone_wait_lock, flags);
	broken = broken_locked();
	spin_unlock_irqrestore(&zone_wait_lock, flags);
	return broken;
}
