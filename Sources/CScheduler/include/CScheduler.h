#ifndef CORA_SCHEDULER_H
#define CORA_SCHEDULER_H

#include <stdint.h>

// Asks the kernel to run the calling thread in slices of so many nanoseconds (sched_setattr(2), Linux 6.12 and later):
// woken, it then goes before threads with longer ones. Returned: 0, or errno; other systems have ENOSYS.
int cora_set_slice(uint64_t nanoseconds);

#endif
