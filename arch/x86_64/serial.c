// SPDX-License-Identifier: MIT
/*
 * serial.c - COM1: the console, both ways
 *
 * Out: polled, because a report must get out with interrupts off. The
 * transmitter holds 16 bytes; "empty" is asked once for each 16, which
 * quadruples the rate under QEMU, where each port access leaves the guest.
 *
 * In: by interrupt into a ring, so that the prompt can sleep in hlt.
 *
 *	     head (interrupt)	  tail (reader)
 *	       v		    v
 *	[ . . . x x x x x x x . . . . ]	    x: typed, not yet read
 *
 * When the ring is full the interrupt is masked and bytes wait in the UART;
 * QEMU then stops sending. Nothing typed or piped in is lost.
 *
 * Source: National Semiconductor PC16550D data sheet.
 */
#include <asm/desc.h>
#include <asm/io.h>
#include <asm/irqflags.h>
#include <asm/setup.h>
#include <linux/machine.h>
#include <linux/printk.h>

#define COM1		0x3f8
#define UART_DATA	(COM1 + 0)
#define UART_IER	(COM1 + 1)
#define UART_FCR	(COM1 + 2)
#define UART_LCR	(COM1 + 3)
#define UART_MCR	(COM1 + 4)
#define UART_LSR	(COM1 + 5)
#define UART_SCRATCH	(COM1 + 7)

#define IER_RX		0x01
#define FCR_FIFO	0x01		/* the receiver is not cleared */
#define LCR_8N1		0x03
#define LCR_DLAB	0x80
#define MCR_READY	0x0b		/* DTR, RTS, OUT2 gates the IRQ */
#define LSR_RX_READY	0x01
#define LSR_TX_EMPTY	0x20

#define TX_FIFO		16

/* A line of the transmitter takes under 2 ms at 115200 baud; far beyond. */
#define TX_SPIN_MAX	1000000

#define RX_RING		1024		/* a power of two; four long lines */

static bool serial_found;
static u8 rx_ring[RX_RING];
static unsigned int rx_head, rx_tail;	/* count up; wrap by masking */

static void serial_wait_tx(void)
{
	unsigned int spin;

	for (spin = 0; spin < TX_SPIN_MAX; spin++) {
		if (inb(UART_LSR) & LSR_TX_EMPTY)
			return;
	}
}

static void serial_write(const char *text, size_t len)
{
	unsigned int room = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (room < 2) {
			serial_wait_tx();
			room = TX_FIFO;
		}
		if (text[i] == '\n') {
			outb('\r', UART_DATA);
			room--;
		}
		outb(text[i], UART_DATA);
		room--;
	}
}

static struct printk_sink serial_sink = {
	.name = "ttyS0",
	.write = serial_write,
};

void serial_early_init(void)
{
	/* No UART: the bus floats, and the scratch register forgets. */
	outb(0x5a, UART_SCRATCH);
	if (inb(UART_SCRATCH) != 0x5a)
		return;

	outb(0, UART_IER);
	outb(LCR_DLAB, UART_LCR);
	outb(1, UART_DATA);		/* divisor 1: 115200 baud */
	outb(0, UART_IER);
	outb(LCR_8N1, UART_LCR);
	outb(FCR_FIFO, UART_FCR);
	outb(MCR_READY, UART_MCR);

	serial_found = true;
	printk_register_sink(&serial_sink);
}

void serial_irq_init(void)
{
	if (!serial_found)
		return;
	pic_unmask(COM1_IRQ);
	outb(IER_RX, UART_IER);
}

/* Interrupts are off: the only other user, getc, masks them too. */
void serial_irq(void)
{
	while (inb(UART_LSR) & LSR_RX_READY) {
		if (rx_head - rx_tail == RX_RING) {
			outb(0, UART_IER);
			return;
		}
		rx_ring[rx_head++ % RX_RING] = inb(UART_DATA);
	}
	console_input();
}

int arch_console_getc(void)
{
	int c = CONSOLE_NOTHING;

	local_irq_disable();
	if (rx_head != rx_tail) {
		c = rx_ring[rx_tail++ % RX_RING];
		if (rx_head - rx_tail == RX_RING / 2)
			outb(IER_RX, UART_IER);
	}
	local_irq_enable();
	return c;
}
