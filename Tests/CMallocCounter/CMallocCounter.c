#include "CMallocCounter.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

// Thread-local and in the executable itself: reading it neither locks nor allocates.
static _Thread_local bool is_counting;
static _Thread_local uint64_t count;

void malloc_counter_start(void) {
    count = 0;
    is_counting = true;
}

uint64_t malloc_counter_count(void) { return count; }

void malloc_counter_stop(void) { is_counting = false; }

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_OWN_ALLOCATOR 1
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_OWN_ALLOCATOR)

// A definition in the executable stands before the one in libc for every library of the process, the Swift runtime
// among them (glibc manual, "Replacing malloc"). libc's own stays within reach under these names.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

bool malloc_counter_works(void) { return true; }

void *malloc(size_t size) {
    count += is_counting;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count += is_counting;
    return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
    count += is_counting;
    return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
    count += is_counting;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *found = memalign(alignment, size);
    if (found == NULL) return ENOMEM;
    *block = found;
    return 0;
}

void free(void *block) { __libc_free(block); }

#else

bool malloc_counter_works(void) { return false; }

#endif
