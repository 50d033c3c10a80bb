#define _GNU_SOURCE
#include "CAccept.h"

#include <errno.h>

int cora_accept_reported(int error) {
    switch (error) {
    // Errors of the network that a new connection already has ("treat them like EAGAIN by retrying").
    case ENETDOWN:
    case EPROTO:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
    // A connection that ended before it was accepted, or that a firewall or a security module forbids.
    case ECONNABORTED:
    case ECONNRESET:
    case EPERM:
    // "Various Linux kernels can return other errors such as":
    case ESOCKTNOSUPPORT:
    case EPROTONOSUPPORT:
    case ETIMEDOUT:
#ifdef __linux__
    case ENONET:
    case ENOSR:
#endif
        return ECONNABORTED;
    default:
        return error;
    }
}

static _Thread_local int last_error = 0;

int cora_accept_error(void) { return last_error; }

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>

int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags) {
    int accepted = (int)syscall(SYS_accept4, descriptor, address, length, flags);
    if (accepted >= 0) return accepted;
    if (errno != EAGAIN && errno != EINTR) last_error = errno;
    errno = cora_accept_reported(errno);
    return -1;
}
#endif
