// SPDX-License-Identifier: MIT
/* Parameters of each kind */
#include <linux/module.h>

static int number = 1;
static bool flag;
static char *word = "none";
static int list[4];
static int nr_list;
static unsigned long renamed = 5;

module_param(number, int, 0444);
module_param(flag, bool, S_IRUGO);
module_param(word, charp, 0);
module_param_array(list, int, &nr_list, 0);
module_param_named(outside, renamed, ulong, 0);
MODULE_PARM_DESC(number, "any number");

static int __init param_init(void)
{
	pr_info("param: number %d flag %d word '%s' list %d last %d outside %lu\n",
		number, flag, word, nr_list, nr_list ? list[nr_list - 1] : 0,
		renamed);
	return 0;
}
module_init(param_init);

MODULE_LICENSE("GPL v2");
