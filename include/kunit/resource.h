/* SPDX-License-Identifier: MIT */
/*
 * resource.h - what a test case owns, and gives back however it ends
 *
 * A resource is a pointer with a way to release it, hung on a struct kunit.
 * When the case is over - passed, failed, skipped or aborted - the runner
 * releases them newest first, so that what was built on something goes
 * before the something.
 *
 * Each is reference counted: the case holds one reference, each successful
 * kunit_find_*() takes another, and kunit_put_resource() returns it. The
 * release function runs when the last one is gone.
 *
 * Context: the task that runs the case.
 */
#ifndef _KUNIT_RESOURCE_H
#define _KUNIT_RESOURCE_H

#include <linux/compiler.h>

struct kunit;
struct kunit_resource;

typedef int (*kunit_resource_init_t)(struct kunit_resource *res, void *data);
typedef void (*kunit_resource_free_t)(struct kunit_resource *res);
typedef bool (*kunit_resource_match_t)(struct kunit *test,
				       struct kunit_resource *res,
				       void *match_data);
typedef void (kunit_action_t)(void *context);

/**
 * struct kunit_resource - something a case owns
 * @data:	the user's
 * @name:	for kunit_find_named_resource(); NULL for most
 * @free:	runs when the last reference goes; may be NULL
 * @refcount:	the case's reference and those of finders
 * @should_kfree: the structure itself came from the framework's allocator
 * @node:	in kunit.resources, oldest first
 */
struct kunit_resource {
	void *data;
	const char *name;
	kunit_resource_free_t free;
	/* private: */
	int refcount;
	bool should_kfree;
	struct list_head node;
};

void kunit_get_resource(struct kunit_resource *res);
void kunit_put_resource(struct kunit_resource *res);

/**
 * kunit_add_resource - let @test own a structure the caller provides
 * @test: the case
 * @init: fills @res from @data; NULL: res->data = @data
 * @free: undoes that; NULL: nothing to undo
 * @res:  lives at least as long as the case
 * @data: for @init
 *
 * Return: 0, or what @init returned; then nothing was added.
 */
int kunit_add_resource(struct kunit *test, kunit_resource_init_t init,
		       kunit_resource_free_t free, struct kunit_resource *res,
		       void *data);

/* The same under a name. -EINVAL: no name; -EEXIST: @test has one so called */
int kunit_add_named_resource(struct kunit *test, kunit_resource_init_t init,
			     kunit_resource_free_t free,
			     struct kunit_resource *res, const char *name,
			     void *data);

/* Like kunit_add_resource(), the structure allocated; with a reference. */
struct kunit_resource *
kunit_alloc_and_get_resource(struct kunit *test, kunit_resource_init_t init,
			     kunit_resource_free_t free, gfp_t gfp, void *data);

/* Like kunit_add_resource(), the structure allocated; its data, or NULL. */
void *kunit_alloc_resource(struct kunit *test, kunit_resource_init_t init,
			   kunit_resource_free_t free, gfp_t gfp, void *data);

/* The newest resource that matches, with a reference, or NULL. */
struct kunit_resource *kunit_find_resource(struct kunit *test,
					   kunit_resource_match_t match,
					   void *match_data);
struct kunit_resource *kunit_find_named_resource(struct kunit *test,
						 const char *name);

/* Match functions for the two above. */
bool kunit_resource_name_match(struct kunit *test, struct kunit_resource *res,
			       void *match_name);
bool kunit_resource_instance_match(struct kunit *test,
				   struct kunit_resource *res,
				   void *match_data);

/* Take @res from @test and drop the case's reference. */
void kunit_remove_resource(struct kunit *test, struct kunit_resource *res);

/* Find and remove in one step. Return: 0, or -ENOENT. */
int kunit_destroy_resource(struct kunit *test, kunit_resource_match_t match,
			   void *match_data);
int kunit_destroy_named_resource(struct kunit *test, const char *name);

/**
 * kunit_add_action - call @action(@ctx) when the case is over
 *
 * Return: 0, or -ENOMEM; then @action will not be called.
 */
int kunit_add_action(struct kunit *test, kunit_action_t *action, void *ctx);

/* The same; on failure @action is called at once, so nothing leaks. */
int kunit_add_action_or_reset(struct kunit *test, kunit_action_t *action,
			      void *ctx);

/* Forget the newest @action with @ctx, without calling it. */
void kunit_remove_action(struct kunit *test, kunit_action_t *action,
			 void *ctx);

/* Call the newest @action with @ctx now and forget it. */
void kunit_release_action(struct kunit *test, kunit_action_t *action,
			  void *ctx);

/**
 * KUNIT_DEFINE_ACTION_WRAPPER - a kunit_action_t that calls another function
 * @wrapper: name of the function to define
 * @orig:    what it calls
 * @arg_type: type of @orig's only argument, a pointer or an integer that
 *	     fits one
 *
 * Calling @orig through a cast function pointer would be undefined.
 */
#define KUNIT_DEFINE_ACTION_WRAPPER(wrapper, orig, arg_type) \
	static void wrapper(void *in) \
	{ \
		arg_type arg = (arg_type)(unsigned long)in; \
		orig(arg); \
	}

/*
 * Memory that goes when the case does. As kmalloc() and its family; NULL when
 * there is none, or when n * size overflows.
 */
void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size,
			  gfp_t gfp);
void *kunit_kcalloc(struct kunit *test, size_t n, size_t size, gfp_t gfp);

static inline void *kunit_kmalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, 1, size, gfp);
}

static inline void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kcalloc(test, 1, size, gfp);
}

/* Before the case is over. Fails the case if @ptr is not one of the above. */
void kunit_kfree(struct kunit *test, const void *ptr);

#endif
