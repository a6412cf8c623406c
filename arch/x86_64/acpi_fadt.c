// SPDX-License-Identifier: MIT
/*
 * acpi_fadt.c - how to power the machine off
 *
 * To switch off, one writes the sleep type of state S5 to the PM1 control
 * registers. The FADT has the registers; the types are firmware's choice and
 * hidden in the DSDT, a program in AML: the object \_S5. Everybody writes it
 * as a constant, so we do not run the program but look for the constant:
 *
 *	08	  5f 53 35 5f  12	06	 02    0a 05   00   ...
 *	NameOp	  "_S5_"       PackageOp length count BytePrefix ZeroOp
 *						       5 (a)   0 (b)
 *
 * A firmware that computes its \_S5 is not understood, and is not switched
 * off: with a wrong type the machine would sleep, not stop. So pm1a_cnt is
 * left 0 unless register and types are both known.
 */
#include <linux/acpi.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "acpi_tables.h"

/* AML, ACPI 6.5, 20.3 */
#define AML_ZERO		0x00
#define AML_ONE			0x01
#define AML_BYTE_PREFIX		0x0a
#define AML_PACKAGE		0x12

#define SLP_TYP_MAX	7	/* three bits of the PM1 control register */
#define IO_PORT_MAX	0xffffu

/* Bytes [p, end) that have not been decoded yet. */
struct aml {
	const u8 *p;
	const u8 *end;
};

static int aml_byte(struct aml *aml)
{
	return aml->p < aml->end ? *aml->p++ : -1;
}

/*
 * aml_length - decode a PkgLength
 *
 * The first byte's top two bits count the bytes that follow. With none, its
 * low six bits are the value; else its low four, and each byte adds eight.
 *
 * Return: the value, which counts from the PkgLength's first byte, or -1.
 */
static int aml_length(struct aml *aml)
{
	int lead = aml_byte(aml);
	int value, byte, i;

	if (lead < 0)
		return -1;
	if (!(lead >> 6))
		return lead & 0x3f;

	value = lead & 0x0f;
	for (i = 0; i < lead >> 6; i++) {
		byte = aml_byte(aml);
		if (byte < 0)
			return -1;
		value |= byte << (4 + 8 * i);
	}
	return value;
}

/* A sleep type, or -1 for anything that is not a small constant. */
static int aml_sleep_type(struct aml *aml)
{
	int value = aml_byte(aml);

	if (value == AML_BYTE_PREFIX)
		value = aml_byte(aml);
	else if (value != AML_ZERO && value != AML_ONE)
		return -1;
	return value <= SLP_TYP_MAX ? value : -1;
}

/* What follows the name: a package of at least two sleep types? */
static bool read_s5(struct aml aml, struct acpi_info *info)
{
	const u8 *package;
	int length, a, b;

	if (aml_byte(&aml) != AML_PACKAGE)
		return false;
	package = aml.p;
	length = aml_length(&aml);
	if (length < 0 || length > aml.end - package)
		return false;
	aml.end = package + length;

	if (aml_byte(&aml) < 2)
		return false;
	a = aml_sleep_type(&aml);
	b = aml_sleep_type(&aml);
	if (a < 0 || b < 0)
		return false;
	info->slp_typa = (u8)a;
	info->slp_typb = (u8)b;
	return true;
}

/* The first \_S5 in the DSDT at @start that can be understood. */
static bool find_s5(struct acpi_reader *r, phys_addr_t start)
{
	int i = start ? acpi_load_table(r, start, "DSDT") : -1;
	const u8 *p, *end;
	u32 length;

	if (i < 0)
		return false;
	length = r->info->table[i].length;
	p = acpi_map(r, start, length);
	if (!p)
		return false;

	end = p + length;
	for (p += sizeof(struct acpi_header); end - p > 4; p++) {
		const struct aml after = { .p = p + 4, .end = end };

		if (!memcmp(p, "_S5_", 4) && read_s5(after, r->info))
			return true;
	}
	return false;
}

/* The extended register if it is an I/O port, else the old one, else 0. */
static u16 control_port(struct acpi_reader *r, const char *name,
			const struct acpi_gas *gas, u32 port)
{
	if (gas->address) {
		if (gas->space == GAS_SYSTEM_IO && gas->address <= IO_PORT_MAX)
			return (u16)gas->address;
		acpi_warn(r, "FADT: X_%s is 0x%llx in space %u, no I/O port: "
			  "ignored\n", name, gas->address, gas->space);
	}
	if (port > IO_PORT_MAX) {
		acpi_warn(r, "FADT: %s is 0x%x, no I/O port: ignored\n",
			  name, port);
		return 0;
	}
	return (u16)port;
}

void acpi_read_fadt(struct acpi_reader *r, const void *table, u32 length)
{
	struct acpi_info *info = r->info;
	struct acpi_fadt fadt;
	u16 a, b;

	/* An older, shorter table has zeros where it has no field. */
	memset(&fadt, 0, sizeof(fadt));
	memcpy(&fadt, table, length < sizeof(fadt) ? length : sizeof(fadt));

	a = control_port(r, "PM1a_CNT", &fadt.x_pm1a_cnt, fadt.pm1a_cnt);
	b = control_port(r, "PM1b_CNT", &fadt.x_pm1b_cnt, fadt.pm1b_cnt);
	if (!a) {
		acpi_verdict(r, "FADT: no PM1a control port: "
			     "power-off is not known\n");
		return;
	}
	if (!find_s5(r, fadt.x_dsdt) && !find_s5(r, fadt.dsdt)) {
		acpi_verdict(r, "DSDT: no \\_S5 of two constants: "
			     "power-off is not known\n");
		return;
	}
	info->pm1a_cnt = a;
	info->pm1b_cnt = b;
}
