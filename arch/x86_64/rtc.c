// SPDX-License-Identifier: MIT
/*
 * rtc.c - the battery clock: what day it is
 *
 * An MC146818, or what has taken its place: 64 bytes behind two ports, an
 * index and the byte. Once a second it changes its registers, one by one;
 * "update in progress" announces that 244 us ahead. So: wait until it is
 * not set, read all, and read again until two readings agree.
 *
 *	0 second  2 minute  4 hour  7 day  8 month  9 year of the century
 *
 * Register B says whether they are binary or BCD, and whether the hour is
 * 12-hour (then bit 7 of it means pm). The century's register is ACPI's to
 * name; years below 70 are taken for 20xx. The clock is taken to run on UTC,
 * as QEMU's does.
 *
 * LOCKING
 *	The index and the byte belong together: one reader, lib/ktime.c.
 *
 * SOURCES
 *	Motorola MC146818A data sheet.
 */
#include <asm/io.h>
#include <asm/setup.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/time64.h>

#define RTC_INDEX	0x70
#define RTC_DATA	0x71
#define RTC_NMI_OFF	0x80		/* bit 7 of the index is the NMI mask */

#define RTC_A		0x0a
#define RTC_A_UPDATING	0x80
#define RTC_B		0x0b
#define RTC_B_24H	0x02
#define RTC_B_BINARY	0x04
#define HOUR_PM		0x80

/* An update takes 2 ms; a port read at least 100 ns. */
#define UPDATE_SPIN_MAX	20000

/* Two readings differ at most once a second. */
#define READ_TRIES	5

enum { SEC, MIN, HOUR, DAY, MONTH, YEAR, NR_FIELDS };
static const u8 field_reg[NR_FIELDS] = { 0, 2, 4, 7, 8, 9 };

static u8 rtc_byte(u8 reg)
{
	outb(reg & ~RTC_NMI_OFF, RTC_INDEX);
	return inb(RTC_DATA);
}

static void wait_for_quiet(void)
{
	unsigned int spin;

	for (spin = 0; spin < UPDATE_SPIN_MAX; spin++) {
		if (!(rtc_byte(RTC_A) & RTC_A_UPDATING))
			return;
	}
}

static void read_fields(u8 *field)
{
	unsigned int i;

	wait_for_quiet();
	for (i = 0; i < NR_FIELDS; i++)
		field[i] = rtc_byte(field_reg[i]);
}

static bool read_twice_alike(u8 *field)
{
	u8 again[NR_FIELDS];
	unsigned int tries;

	for (tries = 0; tries < READ_TRIES; tries++) {
		read_fields(field);
		read_fields(again);
		if (!memcmp(field, again, sizeof(again)))
			return true;
	}
	return false;
}

static void to_binary(u8 *field)
{
	u8 mode = rtc_byte(RTC_B);
	bool pm = !(mode & RTC_B_24H) && (field[HOUR] & HOUR_PM);
	unsigned int i;

	if (!(mode & RTC_B_24H))
		field[HOUR] &= ~HOUR_PM;
	for (i = 0; i < NR_FIELDS && !(mode & RTC_B_BINARY); i++)
		field[i] = (field[i] >> 4) * 10 + (field[i] & 0xf);
	/* Twelve comes before one. */
	if (!(mode & RTC_B_24H))
		field[HOUR] = field[HOUR] % 12 + (pm ? 12 : 0);
}

static bool makes_sense(const u8 *field)
{
	return field[SEC] < 60 && field[MIN] < 60 && field[HOUR] < 24 &&
	       field[DAY] >= 1 && field[DAY] <= 31 &&
	       field[MONTH] >= 1 && field[MONTH] <= 12 && field[YEAR] < 100;
}

u64 rtc_read(void)
{
	u8 field[NR_FIELDS];
	unsigned int year;

	if (!read_twice_alike(field))
		return 0;
	to_binary(field);
	/* Where nobody is at home all bytes read 0xff. */
	if (!makes_sense(field))
		return 0;
	year = field[YEAR] + (field[YEAR] < 70 ? 2000 : 1900);
	return mktime64(year, field[MONTH], field[DAY], field[HOUR],
			field[MIN], field[SEC]);
}
