#define _GNU_SOURCE
#include "CScheduler.h"

#include <errno.h>

#ifdef __linux__
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// linux/sched/types.h, as of its first version; glibc has had it only lately.
struct slice_attributes {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime;
    uint64_t deadline;
    uint64_t period;
};

int cora_set_slice(uint64_t nanoseconds) {
    struct slice_attributes attributes;
    memset(&attributes, 0, sizeof attributes);
    // What it is otherwise stays: policy and niceness.
    if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return errno;
    attributes.size = sizeof attributes;
    attributes.runtime = nanoseconds;
    return syscall(SYS_sched_setattr, 0, &attributes, 0) == 0 ? 0 : errno;
}
#else
int cora_set_slice(uint64_t nanoseconds) { return ENOSYS; }
#endif
