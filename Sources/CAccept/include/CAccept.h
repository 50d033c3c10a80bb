#ifndef CORA_ACCEPT_H
#define CORA_ACCEPT_H

// This library has an accept4(2) of its own, which every socket of the process is accepted by: it stands before the C
// library's when a program is linked. It is the kernel's, but for errors that are of one connection and not of the listening
// socket (accept(2), "Error handling", and EPERM): they become ECONNABORTED, one of the few that NIO does not close a
// listening socket for.

// The error under which accept4 reports one of the kernel's: ECONNABORTED for one that is of a single connection, the same
// error for any other.
int cora_accept_reported(int error);

// The kernel's own error of the calling thread's last accept4 that failed; 0 if none has.
int cora_accept_error(void);

#ifdef __linux__
#include <sys/socket.h>

// Our accept4. The C library's headers have its name only for those who define _GNU_SOURCE, which Swift does not.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
#endif

#endif
