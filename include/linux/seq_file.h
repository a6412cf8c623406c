/* SPDX-License-Identifier: MIT */
/*
 * seq_file.h - text for a reader who is not known: console, /proc, a test
 *
 * An x_show(struct seq_file *m, void *v) writes with seq_printf() and does
 * not care where it goes. Whoever calls it provides @write.
 */
#ifndef _LINUX_SEQ_FILE_H
#define _LINUX_SEQ_FILE_H

#include <linux/stdarg.h>
#include <linux/compiler.h>

struct seq_file {
	void (*write)(struct seq_file *m, const char *text, size_t len);
	void *private;		/* the view's */
	void *sink;		/* the writer's */
	size_t count;		/* bytes written so far */
};

void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
	__printf(2, 0);
void seq_puts(struct seq_file *m, const char *s);
void seq_putc(struct seq_file *m, char c);
void seq_write(struct seq_file *m, const void *data, size_t len);

/* A seq_file that writes into @buf, always NUL-terminated, cut at @size. */
struct seq_buf_sink {
	char *buf;
	size_t size;
	size_t len;
};
void seq_file_to_buf(struct seq_file *m, struct seq_buf_sink *sink,
		     char *buf, size_t size);

#endif
