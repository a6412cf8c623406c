// SPDX-License-Identifier: MIT
/*
 * devres.c - what a device manages: memory and actions that end with it
 *
 * A driver's probe takes ten things, and the ninth fails: the eight before
 * must go, last first, and the same again when the driver is removed. So
 * each is noted on the device, and one walk ends them all.
 *
 *	dev->devres_head <-> [ action, data ] <-> [ note | memory ... ]
 *			     newest			 what devm_kmalloc gave
 *
 * An entry is a note with a function that ends it; for memory the note
 * stands in front of the bytes, aligned as kmalloc() aligns.
 *
 * INVARIANTS
 *	An entry is on its device's list, or is being ended by whoever took it
 *	off under the lock: so it ends once.
 *
 * LOCKING
 *	dev->devres_lock, interrupts off: devm_kfree() may come from anywhere
 *	that kfree() may. What an entry does when it ends runs without it.
 *
 * SOURCES
 *	Linux: Documentation/driver-api/driver-model/devres.rst (semantics).
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/string.h>

/**
 * struct devres - one thing to end
 * @action, @data: what to call; NULL: it is memory, which goes with its note
 * @size:   bytes in @memory
 */
struct devres {
	struct list_head node;
	void (*action)(void *data);
	void *data;
	size_t size;
	u8 memory[] __aligned(16);
};

static void note(struct device *dev, struct devres *r)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add(&r->node, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}

static struct devres *make(size_t size, gfp_t gfp)
{
	size_t bytes;
	struct devres *r;

	if (check_add_overflow(sizeof(*r), size, &bytes))
		return NULL;
	r = kmalloc(bytes, gfp);
	if (!r)
		return NULL;
	r->action = NULL;
	r->size = size;
	return r;
}

/* ---- memory ---- */

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	struct devres *r;

	if (!size)
		return ZERO_SIZE_PTR;
	r = make(size, gfp);
	if (!r)
		return NULL;
	note(dev, r);
	return r->memory;
}
EXPORT_SYMBOL(devm_kmalloc);

/* Take the entry of @p off the list; NULL: it is not @dev's. */
static struct devres *take_memory(struct device *dev, const void *p)
{
	struct devres *r, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_for_each_entry(r, &dev->devres_head, node) {
		if (!r->action && r->memory == p) {
			list_del(&r->node);
			found = r;
			break;
		}
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return found;
}

void devm_kfree(struct device *dev, const void *p)
{
	struct devres *r;

	if (ZERO_OR_NULL_PTR(p))
		return;
	r = take_memory(dev, p);
	if (!WARN(!r, "devm_kfree: %px is not managed by %s\n", p,
		  dev_name(dev)))
		kfree(r);
}
EXPORT_SYMBOL(devm_kfree);

void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp)
{
	struct devres *old;
	void *new;

	if (!size) {
		devm_kfree(dev, ptr);
		return ZERO_SIZE_PTR;
	}
	new = devm_kmalloc(dev, size, gfp);
	if (!new || ZERO_OR_NULL_PTR(ptr))
		return new;
	old = take_memory(dev, ptr);
	if (WARN(!old, "devm_krealloc: %px is not managed by %s\n", ptr,
		 dev_name(dev))) {
		devm_kfree(dev, new);
		return NULL;
	}
	memcpy(new, ptr, min(size, old->size));
	kfree(old);
	return new;
}
EXPORT_SYMBOL(devm_krealloc);

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, len, gfp);

	if (!ZERO_OR_NULL_PTR(p))
		memcpy(p, src, len);
	return p;
}
EXPORT_SYMBOL(devm_kmemdup);

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}
EXPORT_SYMBOL(devm_kstrdup);

/* ---- actions ---- */

int devm_add_action(struct device *dev, void (*action)(void *), void *data)
{
	struct devres *r = make(0, GFP_KERNEL);

	if (!r)
		return -ENOMEM;
	r->action = action;
	r->data = data;
	note(dev, r);
	return 0;
}
EXPORT_SYMBOL(devm_add_action);

int devm_add_action_or_reset(struct device *dev, void (*action)(void *),
			     void *data)
{
	int err = devm_add_action(dev, action, data);

	if (err)
		action(data);
	return err;
}
EXPORT_SYMBOL(devm_add_action_or_reset);

void devm_release_action(struct device *dev, void (*action)(void *),
			 void *data)
{
	struct devres *r, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_for_each_entry(r, &dev->devres_head, node) {
		if (r->action == action && r->data == data) {
			list_del(&r->node);
			found = r;
			break;
		}
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	if (WARN_ON(!found))
		return;
	action(data);
	kfree(found);
}
EXPORT_SYMBOL(devm_release_action);

/* ---- the end ---- */

static struct devres *take_newest(struct device *dev)
{
	struct devres *r;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	r = list_first_entry_or_null(&dev->devres_head, struct devres, node);
	if (r)
		list_del(&r->node);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return r;
}

void devres_release_all(struct device *dev)
{
	struct devres *r;

	/* An action may take more: until nothing is left. */
	while ((r = take_newest(dev)) != NULL) {
		if (r->action)
			r->action(r->data);
		kfree(r);
	}
}
EXPORT_SYMBOL(devres_release_all);
