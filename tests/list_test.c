// SPDX-License-Identifier: MIT
/*
 * list_test.c - list_head and hlist
 *
 * Entries are letters, so a list reads as a word: each test says which word
 * its list must spell, forwards and, for list_head, backwards.
 */
#include <kunit/test.h>
#include <linux/list.h>
#include <linux/string.h>

struct letter {
	char c;
	struct list_head link;
	struct hlist_node node;
};

#define NR_LETTERS	5

/* "abcde" on a list */
static void make_list(struct letter *letters, struct list_head *head)
{
	INIT_LIST_HEAD(head);
	for (int i = 0; i < NR_LETTERS; i++) {
		letters[i].c = (char)('a' + i);
		list_add_tail(&letters[i].link, head);
	}
}

/* Bounded, so that a list broken into a ring fails instead of hanging. */
static void check_spells(struct kunit *test, struct list_head *head,
			 const char *word)
{
	char forwards[16] = "", backwards[16] = "";
	size_t len = strlen(word), i;
	struct letter *pos;

	i = 0;
	list_for_each_entry(pos, head, link) {
		if (i == sizeof(forwards) - 1)
			break;
		forwards[i++] = pos->c;
	}
	KUNIT_EXPECT_STREQ(test, forwards, word);

	i = len;
	list_for_each_entry_reverse(pos, head, link) {
		if (i == 0)
			break;
		backwards[--i] = pos->c;
	}
	KUNIT_EXPECT_STREQ(test, backwards, word);
}

/* Adding at both ends, emptiness, ends */
static void list_adding(struct kunit *test)
{
	struct letter l[3] = { { .c = 'a' }, { .c = 'b' }, { .c = 'c' } };
	LIST_HEAD(head);

	KUNIT_EXPECT_TRUE(test, list_empty(&head));
	KUNIT_EXPECT_NULL(test, list_first_entry_or_null(&head, struct letter,
							 link));
	list_add(&l[1].link, &head);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&head));
	list_add(&l[0].link, &head);
	list_add_tail(&l[2].link, &head);
	check_spells(test, &head, "abc");
	KUNIT_EXPECT_TRUE(test, list_is_first(&l[0].link, &head));
	KUNIT_EXPECT_TRUE(test, list_is_last(&l[2].link, &head));
	KUNIT_EXPECT_FALSE(test, list_is_singular(&head));
	KUNIT_EXPECT_EQ(test, list_count_nodes(&head), 3ul);
	KUNIT_EXPECT_EQ(test, list_last_entry(&head, struct letter, link)->c,
			'c');
	KUNIT_EXPECT_EQ(test, list_next_entry(&l[0], link)->c, 'b');
	KUNIT_EXPECT_EQ(test, list_next_entry_circular(&l[2], &head, link)->c,
			'a');
	KUNIT_EXPECT_EQ(test, list_prev_entry_circular(&l[0], &head, link)->c,
			'c');
}

/* A deleted entry is poisoned, or empty after list_del_init() */
static void list_deleting(struct kunit *test)
{
	struct letter l[NR_LETTERS];
	struct list_head head;

	make_list(l, &head);
	list_del(&l[0].link);
	KUNIT_EXPECT_PTR_EQ(test, (void *)l[0].link.next, LIST_POISON1);
	KUNIT_EXPECT_PTR_EQ(test, (void *)l[0].link.prev, LIST_POISON2);
	list_del_init(&l[2].link);
	KUNIT_EXPECT_TRUE(test, list_empty(&l[2].link));
	list_del_init_careful(&l[4].link);
	KUNIT_EXPECT_TRUE(test, list_empty_careful(&l[4].link));
	check_spells(test, &head, "bd");
}

/* Moving, replacing, exchanging (neighbours too), rotating */
static void list_moving(struct kunit *test)
{
	struct letter l[NR_LETTERS];
	struct letter x = { .c = 'x' };
	struct list_head head;

	make_list(l, &head);
	list_move(&l[2].link, &head);
	check_spells(test, &head, "cabde");
	list_move_tail(&l[2].link, &head);
	check_spells(test, &head, "abdec");
	list_replace_init(&l[1].link, &x.link);
	check_spells(test, &head, "axdec");
	KUNIT_EXPECT_TRUE(test, list_empty(&l[1].link));
	list_swap(&l[0].link, &l[4].link);
	check_spells(test, &head, "exdac");
	list_swap(&l[4].link, &x.link);
	check_spells(test, &head, "xedac");
	list_swap(&l[4].link, &x.link);
	check_spells(test, &head, "exdac");
	list_rotate_left(&head);
	check_spells(test, &head, "xdace");
	list_rotate_to_front(&l[2].link, &head);
	check_spells(test, &head, "cexda");
	list_bulk_move_tail(&head, &l[4].link, &l[3].link);
	check_spells(test, &head, "caexd");
}

/* Cutting a list in two, at both ends and in the middle */
static void list_cutting(struct kunit *test)
{
	struct letter l[NR_LETTERS];
	struct list_head head, front;

	make_list(l, &head);
	list_cut_position(&front, &head, &l[1].link);
	check_spells(test, &front, "ab");
	check_spells(test, &head, "cde");
	list_cut_position(&front, &head, &head);
	check_spells(test, &front, "");
	list_cut_before(&front, &head, &l[4].link);
	check_spells(test, &front, "cd");
	check_spells(test, &head, "e");
	list_cut_before(&front, &head, &l[4].link);
	check_spells(test, &front, "");
	list_cut_position(&front, &head, &l[4].link);
	check_spells(test, &front, "e");
	check_spells(test, &head, "");
}

/* Joining lists, an empty one among them */
static void list_splicing(struct kunit *test)
{
	struct letter l[NR_LETTERS];
	struct list_head head;
	LIST_HEAD(front);
	LIST_HEAD(empty);

	make_list(l, &head);
	list_splice(&empty, &head);
	list_splice_tail(&empty, &head);
	check_spells(test, &head, "abcde");
	list_cut_position(&front, &head, &l[1].link);
	list_splice_tail_init(&front, &head);
	check_spells(test, &head, "cdeab");
	KUNIT_EXPECT_TRUE(test, list_empty(&front));
	list_cut_position(&front, &head, &l[3].link);
	list_splice_init(&head, &front);
	check_spells(test, &front, "eabcd");
	KUNIT_EXPECT_TRUE(test, list_empty(&head));
}

/* The *_safe loops survive the removal of the entry they are at */
static void list_loops_safe(struct kunit *test)
{
	struct letter l[NR_LETTERS], *pos, *next;
	struct list_head head, *p, *n;

	make_list(l, &head);
	list_for_each_entry_safe(pos, next, &head, link) {
		if (pos->c != 'c')
			list_del(&pos->link);
	}
	check_spells(test, &head, "c");
	make_list(l, &head);
	list_for_each_entry_safe_reverse(pos, next, &head, link) {
		if (pos->c > 'b')
			list_del(&pos->link);
	}
	check_spells(test, &head, "ab");
	list_for_each_safe(p, n, &head)
		list_del(p);
	KUNIT_EXPECT_TRUE(test, list_empty(&head));
}

/* Loops that begin in the middle: at, and behind, an entry */
static void list_loops_from(struct kunit *test)
{
	struct letter l[NR_LETTERS], *pos;
	struct list_head head;
	char seen[16] = "";
	size_t i = 0;

	make_list(l, &head);
	pos = &l[3];
	list_for_each_entry_from(pos, &head, link)
		seen[i++] = pos->c;
	pos = &l[3];
	list_for_each_entry_continue(pos, &head, link)
		seen[i++] = pos->c;
	pos = &l[2];
	list_for_each_entry_continue_reverse(pos, &head, link)
		seen[i++] = pos->c;
	pos = list_prepare_entry((struct letter *)NULL, &head, link);
	list_for_each_entry_continue(pos, &head, link)
		seen[i++] = pos->c;
	KUNIT_EXPECT_STREQ(test, seen, "deebaabcde");
}

static void check_hspells(struct kunit *test, struct hlist_head *head,
			  const char *word)
{
	struct hlist_node **link = &head->first;
	char forwards[16] = "";
	struct letter *pos;
	size_t i = 0;

	hlist_for_each_entry(pos, head, node) {
		if (i == sizeof(forwards) - 1)
			break;
		/* Each entry knows what points at it. */
		KUNIT_EXPECT_PTR_EQ(test, pos->node.pprev, link);
		link = &pos->node.next;
		forwards[i++] = pos->c;
	}
	KUNIT_EXPECT_STREQ(test, forwards, word);
}

/* An hlist: adding in three places, removing first, middle and last */
static void list_hlist(struct kunit *test)
{
	struct letter l[4] = {
		{ .c = 'a' }, { .c = 'b' }, { .c = 'c' }, { .c = 'd' },
	};
	HLIST_HEAD(head);

	KUNIT_EXPECT_TRUE(test, hlist_empty(&head));
	hlist_add_head(&l[1].node, &head);
	KUNIT_EXPECT_TRUE(test, hlist_is_singular_node(&l[1].node, &head));
	hlist_add_before(&l[0].node, &l[1].node);
	hlist_add_behind(&l[3].node, &l[1].node);
	hlist_add_behind(&l[2].node, &l[1].node);
	check_hspells(test, &head, "abcd");
	KUNIT_EXPECT_EQ(test, hlist_count_nodes(&head), 4ul);
	hlist_del(&l[3].node);
	hlist_del(&l[0].node);
	check_hspells(test, &head, "bc");
	KUNIT_EXPECT_PTR_EQ(test, (void *)l[0].node.next, LIST_POISON1);
	hlist_del_init(&l[2].node);
	KUNIT_EXPECT_TRUE(test, hlist_unhashed(&l[2].node));
	hlist_del_init(&l[2].node);
	check_hspells(test, &head, "b");
}

/* A whole hlist to another head, in front of what is there, and emptied */
static void list_hlist_moving(struct kunit *test)
{
	struct letter l[3] = { { .c = 'a' }, { .c = 'b' }, { .c = 'c' } }, *pos;
	struct hlist_node *next;
	HLIST_HEAD(from);
	HLIST_HEAD(to);

	hlist_add_head(&l[1].node, &from);
	hlist_add_head(&l[0].node, &from);
	hlist_add_head(&l[2].node, &to);
	hlist_splice_init(&from, &l[1].node, &to);
	check_hspells(test, &to, "abc");
	check_hspells(test, &from, "");
	hlist_move_list(&to, &from);
	check_hspells(test, &from, "abc");
	check_hspells(test, &to, "");
	hlist_for_each_entry_safe(pos, next, &from, node)
		hlist_del(&pos->node);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&from));
}

static struct kunit_case list_cases[] = {
	KUNIT_CASE(list_adding),
	KUNIT_CASE(list_deleting),
	KUNIT_CASE(list_moving),
	KUNIT_CASE(list_cutting),
	KUNIT_CASE(list_splicing),
	KUNIT_CASE(list_loops_safe),
	KUNIT_CASE(list_loops_from),
	KUNIT_CASE(list_hlist),
	KUNIT_CASE(list_hlist_moving),
	{}
};

static struct kunit_suite list_suite = {
	.name = "list",
	.test_cases = list_cases,
};
kunit_test_suite(list_suite);
