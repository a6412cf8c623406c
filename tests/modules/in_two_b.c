// SPDX-License-Identifier: MIT
/* The other half of in_two */
#include <linux/types.h>

#ifndef ONE_FILE_ONLY
#error CFLAGS_in_two_b.o is not honoured
#endif

int in_two_b(void);

int in_two_b(void)
{
	return 22;
}
