// SPDX-License-Identifier: MIT
/*
 * platform.c - devices that no bus finds
 *
 * The timer on the board, the bridge nobody can ask: code that knows of one
 * says so with platform_device_register(), and a driver of the same name
 * takes it. Tests and benchmarks use one to have a device to map for.
 *
 *	name "edu", id 0	device "edu.0", for driver "edu"
 *	id PLATFORM_DEVID_NONE	device "edu"
 *	id PLATFORM_DEVID_AUTO	"edu.N.auto", N counts up
 *
 * A platform device reaches 32 bits until its driver says more, as on Linux.
 */
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>
#include <linux/string.h>

static atomic_t next_auto_id = ATOMIC_INIT(0);

/* What platform_device_alloc() makes: the name is part of it. */
struct platform_object {
	struct platform_device pdev;
	char name[];
};

static void release(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	kfree(pdev->resource);
	kfree(container_of(pdev, struct platform_object, pdev));
}

/* A driver may give a mask of its own; else the one in the device. */
static void set_masks(struct platform_device *pdev)
{
	pdev->platform_dma_mask = DMA_BIT_MASK(32);
	if (!pdev->dev.dma_mask)
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
	if (!pdev->dev.coherent_dma_mask)
		pdev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_object *o = kzalloc(sizeof(*o) + strlen(name) + 1,
					    GFP_KERNEL);

	if (!o)
		return NULL;
	strcpy(o->name, name);
	o->pdev.name = o->name;
	o->pdev.id = id;
	device_initialize(&o->pdev.dev);
	o->pdev.dev.release = release;
	set_masks(&o->pdev);
	return &o->pdev;
}
EXPORT_SYMBOL(platform_device_alloc);

int platform_device_add(struct platform_device *pdev)
{
	switch (pdev->id) {
	case PLATFORM_DEVID_NONE:
		dev_set_name(&pdev->dev, "%s", pdev->name);
		break;
	case PLATFORM_DEVID_AUTO:
		dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name,
			     atomic_inc_return(&next_auto_id) - 1);
		break;
	default:
		dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	}
	pdev->dev.bus = &platform_bus_type;
	return device_add(&pdev->dev);
}
EXPORT_SYMBOL(platform_device_add);

void platform_device_del(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		device_del(&pdev->dev);
}
EXPORT_SYMBOL(platform_device_del);

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}
EXPORT_SYMBOL(platform_device_put);

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	set_masks(pdev);
	return platform_device_add(pdev);
}
EXPORT_SYMBOL(platform_device_register);

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}
EXPORT_SYMBOL(platform_device_unregister);

static int copy_resources(struct platform_device *pdev,
			  const struct resource *res, unsigned int num)
{
	if (!num)
		return 0;
	pdev->resource = kmalloc_array(num, sizeof(*res), GFP_KERNEL);
	if (!pdev->resource)
		return -ENOMEM;
	memcpy(pdev->resource, res, num * sizeof(*res));
	pdev->num_resources = num;
	return 0;
}

struct platform_device *
platform_device_register_simple(const char *name, int id,
				const struct resource *res, unsigned int num)
{
	struct platform_device *pdev = platform_device_alloc(name, id);
	int err;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	err = copy_resources(pdev, res, num) ?: platform_device_add(pdev);
	if (!err)
		return pdev;
	platform_device_put(pdev);
	return ERR_PTR(err);
}
EXPORT_SYMBOL(platform_device_register_simple);

/* ---- the bus ---- */

static int match(struct device *dev, const struct device_driver *drv)
{
	return !strcmp(to_platform_device(dev)->name, drv->name);
}

static int probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	return drv->probe ? drv->probe(to_platform_device(dev)) : 0;
}

static void remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_platform_device(dev));
}

struct bus_type platform_bus_type = {
	.name = "platform",
	.match = match,
	.probe = probe,
	.remove = remove,
	.devices = LIST_HEAD_INIT(platform_bus_type.devices),
	.drivers = LIST_HEAD_INIT(platform_bus_type.drivers),
};
EXPORT_SYMBOL(platform_bus_type);

int platform_driver_register(struct platform_driver *drv)
{
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL(platform_driver_register);

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL(platform_driver_unregister);

static void platform_init(void)
{
	bus_register(&platform_bus_type);
}
early_initcall(platform_init);
