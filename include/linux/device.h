/* SPDX-License-Identifier: MIT */
/*
 * device.h - a thing that does DMA, and what is freed with it
 *
 * Linux's driver model is large; here is what memory needs of it: a device
 * says which addresses it can reach (dma_mask), owns memory that goes when
 * its driver does (devm_*), and lives until its last reference is put.
 *
 * Context: task, may sleep, unless said otherwise.
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;
struct module;

#define DEVICE_NAME_LEN	48

/**
 * struct bus_type - how devices find drivers
 * @name:  "platform"
 * @match: does @drv drive @dev?
 */
struct device_driver;
struct bus_type {
	const char *name;
	int (*match)(struct device *dev, const struct device_driver *drv);
	int (*probe)(struct device *dev);
	void (*remove)(struct device *dev);
	/* Initialised with LIST_HEAD_INIT(); then kernel/device.c's mutex */
	struct list_head devices;
	struct list_head drivers;
};

struct device_driver {
	const char *name;
	struct bus_type *bus;
	struct module *owner;
	/* private: */
	struct list_head node;
};

/**
 * struct device - one device
 * @parent:	kept as long as this lives
 * @driver:	who drives it, NULL: nobody
 * @release:	frees it, after the last put_device(); must be set
 * @dma_mask:	the highest address that streaming DMA reaches; NULL: none
 * @coherent_dma_mask: the same for dma_alloc_coherent()
 * @dma_pools:	its pools, for the views
 * @numa_node:	where it is, NUMA_NO_NODE
 */
struct device {
	struct device *parent;
	const char *init_name;
	struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	void (*release)(struct device *dev);

	u64 *dma_mask;
	u64 coherent_dma_mask;
	struct list_head dma_pools;
	int numa_node;

	/* private: */
	atomic_t refs;
	char name[DEVICE_NAME_LEN];
	struct list_head node;		/* on its bus */
	bool added;
	spinlock_t devres_lock;
	struct list_head devres_head;
};

/* device_initialize - a first reference, and everything empty */
void device_initialize(struct device *dev);

/**
 * device_add - make it known; a driver that fits is asked to probe it
 * Return: 0; -EINVAL: it has no name.
 */
int device_add(struct device *dev);

/* device_register - both. On failure put_device() all the same. */
int device_register(struct device *dev);

/* device_del - its driver lets go, what it managed is freed */
void device_del(struct device *dev);

/* device_unregister - device_del(), then put_device() */
void device_unregister(struct device *dev);

/* Context: any. NULL is nobody. */
struct device *get_device(struct device *dev);
void put_device(struct device *dev);

__printf(2, 3)
int dev_set_name(struct device *dev, const char *fmt, ...);

static inline const char *dev_name(const struct device *dev)
{
	return dev->init_name ? dev->init_name : dev->name;
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline int dev_to_node(const struct device *dev)
{
	return dev->numa_node;
}

static inline bool device_is_registered(const struct device *dev)
{
	return dev->added;
}

/* device_attach - look for a driver. 1: found, 0: there is none. */
int device_attach(struct device *dev);
void device_release_driver(struct device *dev);

/* bus_register - list it in /proc/bus_devices. -ENOMEM: there are four */
int bus_register(struct bus_type *bus);
int driver_register(struct device_driver *drv);
void driver_unregister(struct device_driver *drv);

static inline const char *dev_driver_string(const struct device *dev)
{
	return dev->driver ? dev->driver->name
			   : dev->bus ? dev->bus->name : "";
}

#define dev_printk(level, dev, fmt, ...) \
	printk(level "%s %s: " fmt, dev_driver_string(dev), dev_name(dev), \
	       ##__VA_ARGS__)
#define dev_err(dev, fmt, ...)	  dev_printk(KERN_ERR, dev, fmt, ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...)	  dev_printk(KERN_WARNING, dev, fmt, ##__VA_ARGS__)
#define dev_notice(dev, fmt, ...) dev_printk(KERN_NOTICE, dev, fmt, ##__VA_ARGS__)
#define dev_info(dev, fmt, ...)	  dev_printk(KERN_INFO, dev, fmt, ##__VA_ARGS__)
#define dev_dbg(dev, fmt, ...)	  dev_printk(KERN_DEBUG, dev, fmt, ##__VA_ARGS__)

/* Say it, and return @err: "return dev_err_probe(dev, err, ...)" */
#define dev_err_probe(dev, err, fmt, ...) \
({ \
	int __err = (err); \
	dev_err(dev, "error %pe: " fmt, ERR_PTR(__err), ##__VA_ARGS__); \
	__err; \
})

/* ---- memory that goes with the driver: kernel/devres.c ---- */

/**
 * devm_kmalloc - kmalloc() that nobody has to free
 * Freed, last first, when the driver lets go, or the device goes. Return:
 * NULL if memory is short, or @size is absurd.
 */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp);
void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp);
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp);

/* devm_kfree - earlier than that. WARNs if it is not @dev's. */
void devm_kfree(struct device *dev, const void *p);

static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

static inline void *devm_kmalloc_array(struct device *dev, size_t n,
				       size_t size, gfp_t gfp)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return devm_kmalloc(dev, bytes, gfp);
}

static inline void *devm_kcalloc(struct device *dev, size_t n, size_t size,
				 gfp_t gfp)
{
	return devm_kmalloc_array(dev, n, size, gfp | __GFP_ZERO);
}

/**
 * devm_add_action - call @action(@data) when the driver lets go
 * Return: 0 or -ENOMEM. The _or_reset form calls it at once if it cannot.
 */
int devm_add_action(struct device *dev, void (*action)(void *), void *data);
int devm_add_action_or_reset(struct device *dev, void (*action)(void *),
			     void *data);

/* Take back an action that has not run. */
void devm_release_action(struct device *dev, void (*action)(void *),
			 void *data);

/* All of it, last first; device_del() and a driver's removal do so. */
void devres_release_all(struct device *dev);

#endif
