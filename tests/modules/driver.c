// SPDX-License-Identifier: MIT
/* A driver that is its module's, a device that it drives, and a lock */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>

static struct platform_device *pdev;
static spinlock_t lock;

static int driver_probe(struct platform_device *p)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return devm_kzalloc(&p->dev, 100, GFP_KERNEL) ? 0 : -ENOMEM;
}

static void driver_remove(struct platform_device *p)
{
	pr_info("driver: removed\n");
}

static struct platform_driver driver = {
	.probe = driver_probe,
	.remove = driver_remove,
	.driver = { .name = "of_a_module", .owner = THIS_MODULE },
};

static int __init driver_init(void)
{
	spin_lock_init(&lock);
	pdev = platform_device_register_simple("of_a_module", -1, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	return platform_driver_register(&driver);
}
module_init(driver_init);

static void __exit driver_exit(void)
{
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}
module_exit(driver_exit);

MODULE_LICENSE("GPL");
