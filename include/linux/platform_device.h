/* SPDX-License-Identifier: MIT */
/*
 * platform_device.h - devices that no bus finds: somebody says they are there
 *
 *	driver: platform_driver_register(&drv)		in either order;
 *	device: platform_device_register_simple("name")	equal names meet,
 *							drv.probe(pdev) runs
 */
#ifndef _LINUX_PLATFORM_DEVICE_H
#define _LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/ioport.h>

#define PLATFORM_DEVID_NONE	(-1)
#define PLATFORM_DEVID_AUTO	(-2)

/**
 * struct platform_device - one of them
 * @name: which driver it wants
 * @id:   the device is called "name.id", or "name" with PLATFORM_DEVID_NONE
 * @platform_dma_mask: what dev.dma_mask points to: 32 bits to begin with
 */
struct platform_device {
	const char *name;
	int id;
	struct device dev;
	u64 platform_dma_mask;
	u32 num_resources;
	struct resource *resource;
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
	struct device_driver driver;
};

#define to_platform_device(d)	container_of(d, struct platform_device, dev)
#define to_platform_driver(d)	container_of(d, struct platform_driver, driver)

/* Return: with one reference, put_device()'s to end; NULL: no memory. */
struct platform_device *platform_device_alloc(const char *name, int id);
int platform_device_add(struct platform_device *pdev);
void platform_device_del(struct platform_device *pdev);
void platform_device_put(struct platform_device *pdev);

int platform_device_register(struct platform_device *pdev);
void platform_device_unregister(struct platform_device *pdev);

/* Both in one. Return: the device, or an ERR_PTR. */
struct platform_device *
platform_device_register_simple(const char *name, int id,
				const struct resource *res, unsigned int num);

/* Devices of its name that are there are probed at once. */
int platform_driver_register(struct platform_driver *drv);
void platform_driver_unregister(struct platform_driver *drv);

extern struct bus_type platform_bus_type;

static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void platform_set_drvdata(struct platform_device *pdev,
					void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

#define module_platform_driver(drv) \
	static int __init drv##_init(void) \
	{ \
		return platform_driver_register(&drv); \
	} \
	module_init(drv##_init); \
	static void __exit drv##_exit(void) \
	{ \
		platform_driver_unregister(&drv); \
	} \
	module_exit(drv##_exit)

#endif
