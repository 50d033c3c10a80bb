#ifndef C_MALLOC_COUNTER_H
#define C_MALLOC_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// Whether this build counts: glibc, and no sanitizer that brings an allocator of its own.
bool malloc_counter_works(void);

/// Starts counting on the calling thread, from zero. Other threads are not counted.
void malloc_counter_start(void);

/// How many blocks the calling thread has allocated since it started counting: malloc, calloc, aligned allocations,
/// and realloc, which may move a block. Counting goes on.
uint64_t malloc_counter_count(void);

/// Stops counting on the calling thread.
void malloc_counter_stop(void);

#endif
