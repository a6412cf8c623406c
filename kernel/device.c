// SPDX-License-Identifier: MIT
/*
 * device.c - devices, and the drivers that take them
 *
 * PROBLEM
 *	A device and its driver come in either order and go in either order,
 *	and somebody may hold the device longer than both.
 *
 * IDEA
 *	A bus keeps two lists. Whoever comes looks through the other's:
 *
 *	platform:  devices  [ mmbench ] <-> [ edu.0 ]
 *			         |  match: equal names
 *		   drivers  [ mmbench ]		probe(dev): dev->driver = drv
 *
 *	Letting go is the reverse: remove(), then what the device manages
 *	(devres.c), then dev->driver = NULL. The structure itself lives until
 *	its last reference is put; then its release() frees it.
 *
 * INVARIANTS
 *	A device is on its bus's list between device_add() and device_del();
 *	it has a driver only in between.
 *
 * LOCKING
 *	device_mutex: the lists of all buses, and dev->driver. Held while
 *	probe() and remove() run, which therefore must not add or remove
 *	devices of their own. A driver that is bound does not keep its module:
 *	rmmod's exit() unregisters it, and that lets the devices go.
 *
 * LEFT OUT
 *	sysfs, classes, deferred probing, power management, hot-plug events.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/stdarg.h>

static DEFINE_MUTEX(device_mutex);
static struct bus_type *buses[4];	/* one is all there is today */

/* ---- references ---- */

void device_initialize(struct device *dev)
{
	atomic_set(&dev->refs, 1);
	INIT_LIST_HEAD(&dev->node);
	INIT_LIST_HEAD(&dev->dma_pools);
	INIT_LIST_HEAD(&dev->devres_head);
	spin_lock_init(&dev->devres_lock);
	dev->numa_node = NUMA_NO_NODE;
}
EXPORT_SYMBOL(device_initialize);

struct device *get_device(struct device *dev)
{
	if (dev)
		WARN_ON(atomic_inc_return(&dev->refs) <= 1);
	return dev;
}
EXPORT_SYMBOL(get_device);

/* The last reference to a device is one less to its parent, and so on up. */
void put_device(struct device *dev)
{
	while (dev && atomic_dec_and_test(&dev->refs)) {
		struct device *parent = dev->parent;

		devres_release_all(dev);
		if (!WARN(!dev->release, "device %s has no release()\n",
			  dev_name(dev)))
			dev->release(dev);
		dev = parent;
	}
}
EXPORT_SYMBOL(put_device);

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(dev->name, sizeof(dev->name), fmt, args);
	va_end(args);
	return 0;
}
EXPORT_SYMBOL(dev_set_name);

/* ---- a device and a driver ---- */

static int bind_locked(struct device *dev, struct device_driver *drv)
{
	int err;

	dev->driver = drv;
	err = dev->bus->probe(dev);
	if (!err)
		return 0;
	if (err != -ENODEV && err != -ENXIO)
		dev_warn(dev, "probe failed: %pe\n", ERR_PTR(err));
	devres_release_all(dev);
	dev->driver = NULL;
	dev->driver_data = NULL;
	return err;
}

static void unbind_locked(struct device *dev)
{
	if (!dev->driver)
		return;
	dev->bus->remove(dev);
	devres_release_all(dev);
	dev->driver = NULL;
	dev->driver_data = NULL;
}

static int attach_locked(struct device *dev)
{
	struct device_driver *drv;

	if (dev->driver)
		return 1;
	list_for_each_entry(drv, &dev->bus->drivers, node) {
		if (dev->bus->match(dev, drv) && !bind_locked(dev, drv))
			return 1;
	}
	return 0;
}

int device_attach(struct device *dev)
{
	int found = 0;

	mutex_lock(&device_mutex);
	if (dev->bus && dev->added)
		found = attach_locked(dev);
	mutex_unlock(&device_mutex);
	return found;
}
EXPORT_SYMBOL(device_attach);

void device_release_driver(struct device *dev)
{
	mutex_lock(&device_mutex);
	unbind_locked(dev);
	mutex_unlock(&device_mutex);
}
EXPORT_SYMBOL(device_release_driver);

/* ---- devices ---- */

int device_add(struct device *dev)
{
	if (!*dev_name(dev))
		return -EINVAL;
	get_device(dev);
	get_device(dev->parent);
	mutex_lock(&device_mutex);
	dev->added = true;
	if (dev->bus) {
		list_add_tail(&dev->node, &dev->bus->devices);
		attach_locked(dev);
	}
	mutex_unlock(&device_mutex);
	return 0;
}
EXPORT_SYMBOL(device_add);

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}
EXPORT_SYMBOL(device_register);

void device_del(struct device *dev)
{
	mutex_lock(&device_mutex);
	if (WARN(!dev->added, "device %s is removed twice\n", dev_name(dev))) {
		mutex_unlock(&device_mutex);
		return;
	}
	unbind_locked(dev);
	list_del_init(&dev->node);
	dev->added = false;
	mutex_unlock(&device_mutex);
	devres_release_all(dev);
	put_device(dev);
}
EXPORT_SYMBOL(device_del);

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}
EXPORT_SYMBOL(device_unregister);

/* ---- drivers and buses ---- */

int driver_register(struct device_driver *drv)
{
	struct device *dev;

	mutex_lock(&device_mutex);
	list_add_tail(&drv->node, &drv->bus->drivers);
	list_for_each_entry(dev, &drv->bus->devices, node) {
		if (!dev->driver && drv->bus->match(dev, drv))
			bind_locked(dev, drv);
	}
	mutex_unlock(&device_mutex);
	return 0;
}
EXPORT_SYMBOL(driver_register);

void driver_unregister(struct device_driver *drv)
{
	struct device *dev;

	mutex_lock(&device_mutex);
	list_for_each_entry(dev, &drv->bus->devices, node) {
		if (dev->driver == drv)
			unbind_locked(dev);
	}
	list_del(&drv->node);
	mutex_unlock(&device_mutex);
}
EXPORT_SYMBOL(driver_unregister);

int bus_register(struct bus_type *bus)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(buses); i++) {
		if (!buses[i]) {
			buses[i] = bus;
			return 0;
		}
	}
	return -ENOMEM;
}
EXPORT_SYMBOL(bus_register);

/* "platform/edu.0 driver edu, DMA mask 000000000fffffff" */
static int devices_show(struct seq_file *m, void *v)
{
	struct device *dev;
	unsigned int i;

	mutex_lock(&device_mutex);
	for (i = 0; i < ARRAY_SIZE(buses) && buses[i]; i++) {
		list_for_each_entry(dev, &buses[i]->devices, node)
			seq_printf(m, "%s/%s driver %s, DMA mask %016llx\n",
				   buses[i]->name, dev_name(dev),
				   dev->driver ? dev->driver->name : "-",
				   dev->dma_mask ? *dev->dma_mask : 0);
	}
	mutex_unlock(&device_mutex);
	return 0;
}
PROC_VIEW("bus_devices", devices_show);
