// SPDX-License-Identifier: MIT
/*
 * vga.c - the 80 x 25 text screen, where there is one
 *
 * Each cell is two bytes at 0xb8000: the character, then its colours. A
 * machine started by UEFI shows pixels instead; text written to the same
 * address would be lost, so the graphics controller is asked first.
 *
 * Source: IBM VGA; graphics controller index 6, bit 0: 0 is text mode.
 */
#include <asm/desc.h>
#include <asm/io.h>
#include <asm/setup.h>
#include <linux/boot_info.h>
#include <linux/printk.h>

#define VGA_MEM		0xb8000
#define VGA_COLS	80
#define VGA_ROWS	25
#define VGA_ATTR	0x0700		/* grey on black */

#define GC_INDEX	0x3ce
#define GC_DATA		0x3cf
#define GC_MISC		6
#define GC_MISC_GRAPHICS 0x01
#define CRTC_INDEX	0x3d4
#define CRTC_DATA	0x3d5
#define CRTC_CURSOR_HI	0x0e
#define CRTC_CURSOR_LO	0x0f

static unsigned int vga_row, vga_col;

static volatile u16 *vga_cell(unsigned int row, unsigned int col)
{
	return (volatile u16 *)__va(VGA_MEM) + row * VGA_COLS + col;
}

static void vga_scroll(void)
{
	unsigned int i;

	for (i = 0; i < (VGA_ROWS - 1) * VGA_COLS; i++)
		*vga_cell(0, i) = *vga_cell(1, i);
	for (i = 0; i < VGA_COLS; i++)
		*vga_cell(VGA_ROWS - 1, i) = VGA_ATTR | ' ';
}

static void vga_newline(void)
{
	vga_col = 0;
	if (vga_row < VGA_ROWS - 1)
		vga_row++;
	else
		vga_scroll();
}

static void vga_putc(char c)
{
	switch (c) {
	case '\n':
		vga_newline();
		return;
	case '\r':
		vga_col = 0;
		return;
	case '\b':
		if (vga_col)
			vga_col--;
		return;
	case '\a':
		return;
	}
	*vga_cell(vga_row, vga_col) = VGA_ATTR | (u8)c;
	if (++vga_col == VGA_COLS)
		vga_newline();
}

static void vga_move_cursor(void)
{
	unsigned int pos = vga_row * VGA_COLS + vga_col;

	outb(CRTC_CURSOR_HI, CRTC_INDEX);
	outb(pos >> 8, CRTC_DATA);
	outb(CRTC_CURSOR_LO, CRTC_INDEX);
	outb(pos & 0xff, CRTC_DATA);
}

static void vga_write(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		vga_putc(text[i]);
	vga_move_cursor();
}

static struct printk_sink vga_sink = {
	.name = "vga",
	.write = vga_write,
};

static bool vga_in_text_mode(void)
{
	u8 misc;

	outb(GC_MISC, GC_INDEX);
	if (inb(GC_INDEX) != GC_MISC)
		return false;		/* nobody is there */
	misc = inb(GC_DATA);
	return !(misc & GC_MISC_GRAPHICS);
}

void arch_video_init(const struct boot_info *bi)
{
	unsigned int i;

	if (bi->video == BOOT_VIDEO_GRAPHICS || !vga_in_text_mode())
		return;
	for (i = 0; i < VGA_ROWS * VGA_COLS; i++)
		*vga_cell(0, i) = VGA_ATTR | ' ';
	printk_register_sink(&vga_sink);
}
