/*
 * What a C++ compiler calls without being asked: `new` and `delete`, and a virtual function that is none. The names are those of
 * the Itanium ABI for 32-bit WebAssembly; Debian has the C++ run-time library in a package of its own, which a worker does not
 * need. Weak, so that a toolchain that has one uses it.
 */
#ifdef __wasm__

#include <stdlib.h>

#define RUNTIME __attribute__((weak))

/* new: without exceptions there is no other end than this when memory is out. */
static void *wanted(size_t size) {
    void *memory = malloc(size > 0 ? size : 1);
    if (memory == NULL) {
        __builtin_trap();
    }
    return memory;
}

RUNTIME void *_Znwm(size_t size);
RUNTIME void *_Znwm(size_t size) {
    return wanted(size);
}

RUNTIME void *_Znam(size_t size);
RUNTIME void *_Znam(size_t size) {
    return wanted(size);
}

RUNTIME void _ZdlPv(void *memory);
RUNTIME void _ZdlPv(void *memory) {
    free(memory);
}

RUNTIME void _ZdaPv(void *memory);
RUNTIME void _ZdaPv(void *memory) {
    free(memory);
}

RUNTIME void _ZdlPvm(void *memory, size_t size);
RUNTIME void _ZdlPvm(void *memory, size_t size) {
    (void)size;
    free(memory);
}

RUNTIME void _ZdaPvm(void *memory, size_t size);
RUNTIME void _ZdaPvm(void *memory, size_t size) {
    (void)size;
    free(memory);
}

RUNTIME void __cxa_pure_virtual(void);
RUNTIME void __cxa_pure_virtual(void) {
    __builtin_trap();
}

#endif
