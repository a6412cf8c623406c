/* SPDX-License-Identifier: MIT */
/*
 * errno.h - what can go wrong, by number
 *
 * Functions return these negated, or in a pointer by ERR_PTR(). The numbers
 * are Linux's; errname() turns one into its name.
 */
#ifndef _LINUX_ERRNO_H
#define _LINUX_ERRNO_H

#define EPERM			1	/* not permitted */
#define ENOENT			2	/* no such file or directory */
#define ESRCH			3	/* no such process */
#define EINTR			4	/* interrupted by a signal */
#define EIO			5	/* input or output failed */
#define ENXIO			6	/* no such device or address */
#define E2BIG			7	/* argument list too long */
#define ENOEXEC			8	/* not an executable format */
#define EBADF			9	/* bad file number */
#define ECHILD			10	/* no child processes */
#define EAGAIN			11	/* try again */
#define ENOMEM			12	/* out of memory */
#define EACCES			13	/* permission denied */
#define EFAULT			14	/* bad address */
#define ENOTBLK			15	/* block device required */
#define EBUSY			16	/* device or resource in use */
#define EEXIST			17	/* exists already */
#define EXDEV			18	/* link across devices */
#define ENODEV			19	/* no such device */
#define ENOTDIR			20	/* not a directory */
#define EISDIR			21	/* is a directory */
#define EINVAL			22	/* invalid argument */
#define ENFILE			23	/* too many open files in the system */
#define EMFILE			24	/* too many open files */
#define ENOTTY			25	/* not a terminal; no such ioctl */
#define ETXTBSY			26	/* program file in use */
#define EFBIG			27	/* file too large */
#define ENOSPC			28	/* no space left on the device */
#define ESPIPE			29	/* cannot seek */
#define EROFS			30	/* read-only file system */
#define EMLINK			31	/* too many links */
#define EPIPE			32	/* nobody reads the pipe */
#define EDOM			33	/* argument outside the domain */
#define ERANGE			34	/* result cannot be represented */
#define EDEADLK			35	/* would deadlock */
#define ENAMETOOLONG		36	/* name too long */
#define ENOLCK			37	/* no record locks left */
#define ENOSYS			38	/* no such system call */
#define ENOTEMPTY		39	/* directory not empty */
#define ELOOP			40	/* too many symbolic links */
#define ENOMSG			42	/* no message of that type */
#define EIDRM			43	/* identifier removed */
#define ECHRNG			44	/* channel number out of range */
#define EL2NSYNC		45	/* level 2 out of step */
#define EL3HLT			46	/* level 3 halted */
#define EL3RST			47	/* level 3 reset */
#define ELNRNG			48	/* link number out of range */
#define EUNATCH			49	/* protocol driver not attached */
#define ENOCSI			50	/* no CSI structure available */
#define EL2HLT			51	/* level 2 halted */
#define EBADE			52	/* invalid exchange */
#define EBADR			53	/* invalid request descriptor */
#define EXFULL			54	/* exchange full */
#define ENOANO			55	/* no anode */
#define EBADRQC			56	/* invalid request code */
#define EBADSLT			57	/* invalid slot */
#define EBFONT			59	/* bad font file */
#define ENOSTR			60	/* not a stream */
#define ENODATA			61	/* no data available */
#define ETIME			62	/* timer expired */
#define ENOSR			63	/* out of streams resources */
#define ENONET			64	/* not on the network */
#define ENOPKG			65	/* package not installed */
#define EREMOTE			66	/* object is remote */
#define ENOLINK			67	/* link severed */
#define EADV			68	/* advertise error */
#define ESRMNT			69	/* srmount error */
#define ECOMM			70	/* communication error on send */
#define EPROTO			71	/* protocol error */
#define EMULTIHOP		72	/* multihop attempted */
#define EDOTDOT			73	/* RFS specific */
#define EBADMSG			74	/* not a data message */
#define EOVERFLOW		75	/* value too large for its type */
#define ENOTUNIQ		76	/* name not unique on the network */
#define EBADFD			77	/* descriptor in a bad state */
#define EREMCHG			78	/* remote address changed */
#define ELIBACC			79	/* cannot reach a shared library */
#define ELIBBAD			80	/* shared library corrupt */
#define ELIBSCN			81	/* .lib section corrupt */
#define ELIBMAX			82	/* too many shared libraries */
#define ELIBEXEC		83	/* cannot execute a shared library */
#define EILSEQ			84	/* illegal byte sequence */
#define ERESTART		85	/* system call should be restarted */
#define ESTRPIPE		86	/* streams pipe error */
#define EUSERS			87	/* too many users */
#define ENOTSOCK		88	/* not a socket */
#define EDESTADDRREQ		89	/* destination address required */
#define EMSGSIZE		90	/* message too long */
#define EPROTOTYPE		91	/* wrong protocol for the socket */
#define ENOPROTOOPT		92	/* protocol not available */
#define EPROTONOSUPPORT		93	/* protocol not supported */
#define ESOCKTNOSUPPORT		94	/* socket type not supported */
#define EOPNOTSUPP		95	/* operation not supported */
#define EPFNOSUPPORT		96	/* protocol family not supported */
#define EAFNOSUPPORT		97	/* address family not supported */
#define EADDRINUSE		98	/* address in use */
#define EADDRNOTAVAIL		99	/* cannot assign the address */
#define ENETDOWN		100	/* network is down */
#define ENETUNREACH		101	/* network is unreachable */
#define ENETRESET		102	/* connection dropped by a reset */
#define ECONNABORTED		103	/* connection aborted here */
#define ECONNRESET		104	/* connection reset by the peer */
#define ENOBUFS			105	/* no buffer space left */
#define EISCONN			106	/* connected already */
#define ENOTCONN		107	/* not connected */
#define ESHUTDOWN		108	/* cannot send after shutdown */
#define ETOOMANYREFS		109	/* too many references */
#define ETIMEDOUT		110	/* timed out */
#define ECONNREFUSED		111	/* connection refused */
#define EHOSTDOWN		112	/* host is down */
#define EHOSTUNREACH		113	/* no route to the host */
#define EALREADY		114	/* in progress already */
#define EINPROGRESS		115	/* now in progress */
#define ESTALE			116	/* stale file handle */
#define EUCLEAN			117	/* structure needs cleaning */
#define ENOTNAM			118	/* not a XENIX named file */
#define ENAVAIL			119	/* no XENIX semaphores */
#define EISNAM			120	/* is a named file */
#define EREMOTEIO		121	/* remote I/O error */
#define EDQUOT			122	/* quota exceeded */
#define ENOMEDIUM		123	/* no medium */
#define EMEDIUMTYPE		124	/* wrong medium */
#define ECANCELED		125	/* cancelled */
#define ENOKEY			126	/* key not available */
#define EKEYEXPIRED		127	/* key expired */
#define EKEYREVOKED		128	/* key revoked */
#define EKEYREJECTED		129	/* key rejected */
#define EOWNERDEAD		130	/* owner died */
#define ENOTRECOVERABLE		131	/* state not recoverable */
#define ERFKILL			132	/* radio switched off */
#define EHWPOISON		133	/* page has a hardware error */

#define EWOULDBLOCK		EAGAIN
#define EDEADLOCK		EDEADLK

/* Inside the kernel only */
#define ERESTARTSYS		512	/* restart it after the signal */
#define ERESTARTNOINTR		513	/* restart it in any case */
#define ERESTARTNOHAND		514	/* restart it if there is no handler */
#define ENOIOCTLCMD		515	/* no such ioctl */
#define ERESTART_RESTARTBLOCK	516	/* restart it by its restart block */
#define EPROBE_DEFER		517	/* driver asks to be probed later */
#define EOPENSTALE		518	/* open found a stale entry */
#define ENOPARAM		519	/* parameter not supported */
#define EBADHANDLE		521	/* illegal file handle */
#define ENOTSYNC		522	/* update out of step */
#define EBADCOOKIE		523	/* stale cookie */
#define ENOTSUPP		524	/* operation not supported */
#define ETOOSMALL		525	/* buffer or request too small */
#define ESERVERFAULT		526	/* untranslatable error */
#define EBADTYPE		527	/* type not supported */
#define EJUKEBOX		528	/* started, will take long */
#define EIOCBQUEUED		529	/* queued, completion will follow */
#define ERECALLCONFLICT		530	/* conflict with a recalled state */
#define ENOGRACE		531	/* no grace period for reclaim */

#endif
