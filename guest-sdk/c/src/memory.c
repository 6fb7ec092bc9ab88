/* One region for everything that a call takes. See inside.h. */
#include "inside.h"

#include <stdlib.h>
#include <string.h>

/* Smallest piece that is asked of the allocator: most calls fit into the first. */
#define PIECE 16384

struct piece {
    struct piece *next;
    size_t size, used;
    _Alignas(16) unsigned char bytes[];
};

static struct piece *first, *current;
/* Where winding back stops: what was kept for good lies before it. */
static struct piece *kept_piece;
static size_t kept_used;
static bool over;

static struct piece *new_piece(size_t bytes) {
    const size_t size = bytes > PIECE ? bytes : PIECE;
    struct piece *piece = malloc(sizeof *piece + size);
    if (piece == NULL) {
        /* There is nothing to say it with. The host reports the trap, and the memory that was granted. */
        __builtin_trap();
    }
    piece->next = NULL;
    piece->size = size;
    piece->used = 0;
    return piece;
}

void *st_memory_take(size_t bytes) {
    if (bytes > SIZE_MAX / 2) {
        __builtin_trap();
    }
    bytes = (bytes + 15) & ~(size_t)15;
    if (current == NULL) {
        first = current = new_piece(bytes);
    }
    while (current->size - current->used < bytes) {
        /* Pieces after the current one are left from an earlier call and empty; one that is too small is passed over. */
        if (current->next == NULL) {
            current->next = new_piece(bytes);
        }
        current = current->next;
        current->used = 0;
    }
    void *taken = current->bytes + current->used;
    current->used += bytes;
    return taken;
}

void st_memory_begin(void) {
    if (!over) {
        return;
    }
    over = false;
    current = kept_piece != NULL ? kept_piece : first;
    if (current != NULL) {
        current->used = kept_piece != NULL ? kept_used : 0;
    }
}

void st_memory_end(void) {
    over = true;
}

void st_memory_keep(void) {
    kept_piece = current;
    kept_used = current != NULL ? current->used : 0;
}

void *st_alloc(size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / 2 / size) {
        __builtin_trap();
    }
    void *memory = st_memory_take(count * size);
    memset(memory, 0, count * size);
    return memory;
}

void st_answer_add(st_answer *answer, const void *element, size_t size) {
    if (answer->count == answer->room) {
        answer->room = answer->room == 0 ? 4 : answer->room * 2;
        void *items = st_alloc(answer->room, size);
        if (answer->count > 0) {
            memcpy(items, answer->items, answer->count * size);
        }
        answer->items = items;
        answer->item = size;
    }
    memcpy((char *)answer->items + answer->count * size, element, size);
    answer->count += 1;
}
