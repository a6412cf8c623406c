// SPDX-License-Identifier: MIT
/*
 * resource.c - what a case owns, and how it goes back
 *
 * PROBLEM
 *	A case that is aborted by an assertion does not reach its cleanup.
 *
 * IDEA
 *	Whatever needs undoing is hung on the case when it is made. The runner
 *	takes the list down from its newest end:
 *
 *		resources:  buffer -> mapping of it -> action "unmap"
 *		released:      3rd         2nd              1st
 *
 *	Managed memory and deferred actions are resources like any other, told
 *	apart by their release functions.
 *
 * INVARIANTS
 *	I1  A resource is on its case's list exactly while the case holds its
 *	    reference.
 *	I2  free() runs once, when the count falls to 0, and the resource is
 *	    on no list then.
 *
 * LOCKING
 *	None: resources belong to the task that runs the case. Counts are
 *	plain for the same reason. (Linux has a spinlock in struct kunit.)
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <kunit/test.h>
#include "internal.h"

/* A deferred call; the resource's data points here. */
struct action {
	struct kunit_resource res;
	kunit_action_t *func;
	void *ctx;
};
static_assert(offsetof(struct action, res) == 0);	/* freed through res */

void kunit_get_resource(struct kunit_resource *res)
{
	res->refcount++;
}
EXPORT_SYMBOL(kunit_get_resource);

void kunit_put_resource(struct kunit_resource *res)
{
	bool should_kfree = res->should_kfree;

	if (WARN(res->refcount <= 0, "kunit: resource %s put too often\n",
		 res->name ? res->name : "(unnamed)"))
		return;
	if (--res->refcount)
		return;
	/* free() may give back the memory that @res lies in. */
	if (res->free)
		res->free(res);
	if (should_kfree)
		kunit_mem_free(res);
}
EXPORT_SYMBOL(kunit_put_resource);

static int add_resource(struct kunit *test, kunit_resource_init_t init,
			struct kunit_resource *res, void *data)
{
	int err = 0;

	res->refcount = 1;
	if (init)
		err = init(res, data);
	else
		res->data = data;
	if (err)
		return err;
	list_add_tail(&res->node, &test->resources);
	return 0;
}

int kunit_add_resource(struct kunit *test, kunit_resource_init_t init,
		       kunit_resource_free_t free, struct kunit_resource *res,
		       void *data)
{
	res->name = NULL;
	res->free = free;
	res->should_kfree = false;
	return add_resource(test, init, res, data);
}
EXPORT_SYMBOL(kunit_add_resource);

int kunit_add_named_resource(struct kunit *test, kunit_resource_init_t init,
			     kunit_resource_free_t free,
			     struct kunit_resource *res, const char *name,
			     void *data)
{
	struct kunit_resource *existing;

	if (!name)
		return -EINVAL;
	existing = kunit_find_named_resource(test, name);
	if (existing) {
		kunit_put_resource(existing);
		return -EEXIST;
	}
	res->name = name;
	res->free = free;
	res->should_kfree = false;
	return add_resource(test, init, res, data);
}
EXPORT_SYMBOL(kunit_add_named_resource);

struct kunit_resource *
kunit_alloc_and_get_resource(struct kunit *test, kunit_resource_init_t init,
			     kunit_resource_free_t free, gfp_t gfp, void *data)
{
	struct kunit_resource *res = kunit_mem_alloc(sizeof(*res), gfp);

	if (!res)
		return NULL;
	res->name = NULL;
	res->free = free;
	res->should_kfree = true;
	if (add_resource(test, init, res, data)) {
		kunit_mem_free(res);
		return NULL;
	}
	kunit_get_resource(res);
	return res;
}

void *kunit_alloc_resource(struct kunit *test, kunit_resource_init_t init,
			   kunit_resource_free_t free, gfp_t gfp, void *data)
{
	struct kunit_resource *res;

	res = kunit_alloc_and_get_resource(test, init, free, gfp, data);
	if (!res)
		return NULL;
	kunit_put_resource(res);	/* the case's own reference is left */
	return res->data;
}
EXPORT_SYMBOL(kunit_alloc_resource);

bool kunit_resource_name_match(struct kunit *test, struct kunit_resource *res,
			       void *match_name)
{
	return res->name && !strcmp(res->name, match_name);
}
EXPORT_SYMBOL(kunit_resource_name_match);

bool kunit_resource_instance_match(struct kunit *test,
				   struct kunit_resource *res,
				   void *match_data)
{
	return res->data == match_data;
}
EXPORT_SYMBOL(kunit_resource_instance_match);

struct kunit_resource *kunit_find_resource(struct kunit *test,
					   kunit_resource_match_t match,
					   void *match_data)
{
	struct kunit_resource *res;

	list_for_each_entry_reverse(res, &test->resources, node) {
		if (!match(test, res, match_data))
			continue;
		kunit_get_resource(res);
		return res;
	}
	return NULL;
}
EXPORT_SYMBOL(kunit_find_resource);

struct kunit_resource *kunit_find_named_resource(struct kunit *test,
						 const char *name)
{
	return kunit_find_resource(test, kunit_resource_name_match,
				   (void *)name);
}
EXPORT_SYMBOL(kunit_find_named_resource);

void kunit_remove_resource(struct kunit *test, struct kunit_resource *res)
{
	if (list_empty(&res->node))
		return;			/* I1: already taken off */
	list_del_init(&res->node);
	kunit_put_resource(res);
}
EXPORT_SYMBOL(kunit_remove_resource);

int kunit_destroy_resource(struct kunit *test, kunit_resource_match_t match,
			   void *match_data)
{
	struct kunit_resource *res;

	res = kunit_find_resource(test, match, match_data);
	if (!res)
		return -ENOENT;
	kunit_remove_resource(test, res);
	kunit_put_resource(res);
	return 0;
}
EXPORT_SYMBOL(kunit_destroy_resource);

int kunit_destroy_named_resource(struct kunit *test, const char *name)
{
	return kunit_destroy_resource(test, kunit_resource_name_match,
				      (void *)name);
}
EXPORT_SYMBOL(kunit_destroy_named_resource);

/* Linux: kunit_cleanup() */
void kunit_release_all(struct kunit *test)
{
	struct kunit_resource *res;

	/* Ends: each turn takes one off, and a release that adds is a bug. */
	while (!list_empty(&test->resources)) {
		res = list_last_entry(&test->resources, struct kunit_resource,
				      node);
		kunit_remove_resource(test, res);
	}
}

/* ---- actions ---- */

/* Gives its memory back first: the call may be left by an assertion. */
static void action_free(struct kunit_resource *res)
{
	struct action action = *container_of(res, struct action, res);

	kunit_mem_free(res);
	action.func(action.ctx);
}

static bool action_match(struct kunit *test, struct kunit_resource *res,
			 void *match_data)
{
	struct action *want = match_data;
	struct action *action = container_of(res, struct action, res);

	return res->free == action_free && action->func == want->func &&
	       action->ctx == want->ctx;
}

static struct kunit_resource *action_find(struct kunit *test,
					  kunit_action_t *func, void *ctx)
{
	struct action want = { .func = func, .ctx = ctx };

	return kunit_find_resource(test, action_match, &want);
}

int kunit_add_action(struct kunit *test, kunit_action_t *func, void *ctx)
{
	struct action *action = kunit_mem_alloc(sizeof(*action), 0);

	if (!action)
		return -ENOMEM;
	memset(action, 0, sizeof(*action));
	action->func = func;
	action->ctx = ctx;
	action->res.free = action_free;
	return add_resource(test, NULL, &action->res, action);
}
EXPORT_SYMBOL(kunit_add_action);

int kunit_add_action_or_reset(struct kunit *test, kunit_action_t *func,
			      void *ctx)
{
	int err = kunit_add_action(test, func, ctx);

	if (err)
		func(ctx);
	return err;
}
EXPORT_SYMBOL(kunit_add_action_or_reset);

void kunit_remove_action(struct kunit *test, kunit_action_t *func, void *ctx)
{
	struct kunit_resource *res = action_find(test, func, ctx);

	if (!res)
		return;
	res->free = NULL;
	res->should_kfree = true;	/* in the place of action_free() */
	kunit_remove_resource(test, res);
	kunit_put_resource(res);
}
EXPORT_SYMBOL(kunit_remove_action);

void kunit_release_action(struct kunit *test, kunit_action_t *func, void *ctx)
{
	struct kunit_resource *res = action_find(test, func, ctx);

	if (!res)
		return;
	kunit_remove_resource(test, res);
	kunit_put_resource(res);
}
EXPORT_SYMBOL(kunit_release_action);
