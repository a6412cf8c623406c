// SPDX-License-Identifier: MIT
/* seq_file.c - text for a reader who is not known */
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>
#include <linux/sprintf.h>
#include <linux/string.h>

/*
 * What one seq_printf() may write. It lives on a kernel stack, so it is the
 * length of a long line and not more; longer text is cut, and the end says
 * so.
 */
#define SEQ_LINE	512

static const char cut_mark[] = "...\n";

void seq_write(struct seq_file *m, const void *data, size_t len)
{
	if (len == 0)
		return;
	m->write(m, data, len);
	m->count += len;
}
EXPORT_SYMBOL(seq_write);

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}
EXPORT_SYMBOL(seq_puts);

void seq_putc(struct seq_file *m, char c)
{
	seq_write(m, &c, 1);
}
EXPORT_SYMBOL(seq_putc);

void seq_vprintf(struct seq_file *m, const char *fmt, va_list args)
{
	char line[SEQ_LINE];
	int len = vsnprintf(line, sizeof(line), fmt, args);

	if (len >= SEQ_LINE) {
		memcpy(line + SEQ_LINE - sizeof(cut_mark), cut_mark,
		       sizeof(cut_mark));
		len = SEQ_LINE - 1;
	}
	seq_write(m, line, (size_t)len);
}
EXPORT_SYMBOL(seq_vprintf);

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(m, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL(seq_printf);

static void buf_write(struct seq_file *m, const char *text, size_t len)
{
	struct seq_buf_sink *sink = m->sink;
	size_t room = sink->size - sink->len;

	/* One byte is the NUL's. */
	if (room <= 1)
		return;
	len = min(len, room - 1);
	memcpy(sink->buf + sink->len, text, len);
	sink->len += len;
	sink->buf[sink->len] = '\0';
}

void seq_file_to_buf(struct seq_file *m, struct seq_buf_sink *sink,
		     char *buf, size_t size)
{
	*sink = (struct seq_buf_sink){ .buf = buf, .size = size };
	*m = (struct seq_file){ .write = buf_write, .sink = sink };
	if (size)
		buf[0] = '\0';
}
EXPORT_SYMBOL(seq_file_to_buf);
