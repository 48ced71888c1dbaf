/* The hot loops of grouping, the same as arrays.py and meeting.py give: optional, see dedupe/kernel.py.
 *
 * Arrays are little-endian bytes and belong to the caller; nothing is kept between calls. `signs` are the letters of
 * texts as bytes, one text behind the other; text i stands from bounds[i] to bounds[i + 1].
 */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

#define KEY_LETTERS 20
#define KEYS 24
#define SHORT_LETTERS 384 /* as in thresholds.py, where the reasons are */
#define SHORT_KEY_LETTERS 12
#define SHORT_KEYS 12
#define SCORE_LETTERS 8
#define SEGMENTS 16
#define MAX_KEY ((uint64_t)1 << 63)
#define FILTER_BITS 16 /* for each slot of a table */
#define EXPECTED 40 /* evenly spread hashes below the guessed limit; 1 text in 300 has fewer than KEYS of them */
#define SLOTS 128   /* for those hashes */
#define PART 256    /* windows that are looked at together */
#define NONE UINT64_MAX

static const uint64_t MIXERS[] = {0x9E3779B97F4A7C15u, 0xD1B54A32D192ED03u, 0xABC98388FB8FAC03u, 0xD6E8FEB86659FD93u};

static uint64_t load(const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* ---- signs ----------------------------------------------------------------------------------------------------- */

/* signs(codes): a byte for each letter. */
static PyObject *signs(PyObject *module, PyObject *given) {
    Py_buffer codes;
    (void)module;
    if (!PyArg_ParseTuple(given, "y*", &codes)) return NULL;
    Py_ssize_t count = codes.len / 4;
    const uint32_t *code = codes.buf;
    PyObject *found = PyBytes_FromStringAndSize(NULL, count);
    uint8_t *sign = found ? (uint8_t *)PyBytes_AsString(found) : NULL;
    for (Py_ssize_t at = 0; sign && at < count; at++) sign[at] = (uint8_t)(code[at] ^ code[at] >> 8);
    PyBuffer_Release(&codes);
    return found;
}

/* ---- keys ------------------------------------------------------------------------------------------------------ */

typedef uint64_t Hash(const uint8_t *window);

static uint64_t mixed(uint64_t hash) {
    hash ^= hash >> 32;
    hash *= MIXERS[3];
    return (hash ^ hash >> 32) >> 1;
}

static uint64_t hash_of(const uint8_t *window) {
    return mixed(load(window) * MIXERS[0] + load(window + 8) * MIXERS[1] + load(window + 12) * MIXERS[2]);
}

static uint64_t short_hash_of(const uint8_t *window) {
    return mixed(load(window) * MIXERS[1] + load(window + SHORT_KEY_LETTERS - 8) * MIXERS[2]);
}

/* Lay a hash into its place among slots in rising order; say whether it is new. */
static int lay_in_order(uint64_t *slots, uint64_t at, uint64_t hash) {
    while (slots[at] < hash) at++;
    if (slots[at] == hash) return 0;
    while (hash != NONE) {
        uint64_t moved = slots[at];
        slots[at++] = hash;
        hash = moved;
    }
    return 1;
}

/* The smallest distinct hashes of evenly spread ones, in rising order; 0 where there were too few or too many.
 * A larger hash has a higher slot, and moves up where that is taken: read through, the slots are in order. */
static inline int smallest_of_spread(const uint8_t *signs, int64_t windows, Hash *hash_at, int most, uint64_t *found) {
    uint64_t slots[2 * SLOTS], low[PART], limit = MAX_KEY / (uint64_t)windows * EXPECTED;
    uint64_t scale = ((uint64_t)SLOTS << 32) / ((limit >> 32) + 1);
    int held = 0;
    for (int slot = 0; slot < 2 * SLOTS; slot++) slots[slot] = NONE;
    for (int64_t start = 0; start < windows; start += PART) {
        int64_t end = windows - start < PART ? windows : start + PART;
        int few = 0;
        for (int64_t at = start; at < end; at++) { /* without a branch: what is too large is written over */
            low[few] = hash_at(signs + at);
            few += low[few] < limit;
        }
        for (int number = 0; number < few; number++) {
            held += lay_in_order(slots, (low[number] >> 32) * scale >> 32, low[number]);
            if (held == SLOTS) return 0;
        }
    }
    if (held < most) return 0;
    for (int slot = 0, count = 0; count < most; slot++) {
        found[count] = slots[slot];
        count += slots[slot] != NONE;
    }
    return most;
}

/* The smallest distinct hashes, however they are spread, in rising order, and how many they are. */
static int smallest_of_any(const uint8_t *signs, int64_t windows, Hash *hash_at, int most, uint64_t *found) {
    int count = 0;
    for (int64_t at = 0; at < windows; at++) {
        uint64_t hash = hash_at(signs + at);
        if (count == most && hash >= found[most - 1]) continue;
        int place = count;
        while (place > 0 && found[place - 1] > hash) place--;
        if (place > 0 && found[place - 1] == hash) continue;
        if (count < most) count++;
        memmove(found + place + 1, found + place, (size_t)(count - 1 - place) * sizeof(uint64_t));
        found[place] = hash;
    }
    return count;
}

static int long_keys_of(const uint8_t *signs, int64_t length, uint64_t *found) {
    int64_t windows = length - KEY_LETTERS + 1;
    int count = windows > EXPECTED ? smallest_of_spread(signs, windows, hash_of, KEYS, found) : 0;
    return count ? count : smallest_of_any(signs, windows, hash_of, KEYS, found);
}

static int short_keys_of(const uint8_t *signs, int64_t length, uint64_t *found) {
    int64_t windows = length - SHORT_KEY_LETTERS + 1;
    int count = windows > EXPECTED ? smallest_of_spread(signs, windows, short_hash_of, SHORT_KEYS, found) : 0;
    return count ? count : smallest_of_any(signs, windows, short_hash_of, SHORT_KEYS, found);
}

/* A short text gives some of its places to shorter windows. */
static int keys_of(const uint8_t *signs, int64_t length, uint64_t *found) {
    int count = long_keys_of(signs, length, found);
    if (length >= SHORT_LETTERS) return count;
    uint64_t shorter[SHORT_KEYS];
    int more = short_keys_of(signs, length, shorter);
    if (count > KEYS - more) count = KEYS - more;
    for (int number = 0; number < more; number++) {
        int place = count++;
        for (; place > 0 && found[place - 1] > shorter[number]; place--) found[place] = found[place - 1];
        found[place] = shorter[number];
    }
    memset(found + count, 0, (size_t)(KEYS - count) * sizeof(uint64_t));
    return count;
}

/* keys(signs, bounds): the keys of each text, KEYS places each, and how many of them are filled. */
static PyObject *keys(PyObject *module, PyObject *given) {
    Py_buffer signs, bounds;
    (void)module;
    if (!PyArg_ParseTuple(given, "y*y*", &signs, &bounds)) return NULL;
    const int64_t *bound = bounds.buf;
    Py_ssize_t texts = bounds.len / 8 - 1;
    PyObject *rows = PyBytes_FromStringAndSize(NULL, texts * KEYS * 8), *counts = PyBytes_FromStringAndSize(NULL, texts);
    if (rows && counts) {
        uint64_t *row = (uint64_t *)PyBytes_AsString(rows);
        memset(row, 0, (size_t)texts * KEYS * 8);
        for (Py_ssize_t text = 0; text < texts; text++)
            PyBytes_AsString(counts)[text] =
                (char)keys_of((const uint8_t *)signs.buf + bound[text], bound[text + 1] - bound[text], row + text * KEYS);
    }
    PyBuffer_Release(&signs);
    PyBuffer_Release(&bounds);
    if (!rows || !counts) { Py_XDECREF(rows); Py_XDECREF(counts); return NULL; }
    return Py_BuildValue("(NN)", rows, counts);
}

/* ---- candidates ------------------------------------------------------------------------------------------------ */

typedef struct {
    uint64_t key;
    uint32_t last, count; /* the holder told last (its number and 1), and how many there are */
} Slot;

typedef struct {
    uint32_t owner, before;
} Holder;

typedef struct {
    uint32_t *numbers;
    Py_ssize_t used, room;
} Numbers;

static int tell(Numbers *numbers, uint32_t one, uint32_t other) {
    if (numbers->used + 2 > numbers->room) {
        Py_ssize_t room = numbers->room * 2 + 1024;
        uint32_t *grown = PyMem_Realloc(numbers->numbers, (size_t)room * sizeof(uint32_t));
        if (!grown) return 0;
        numbers->numbers = grown;
        numbers->room = room;
    }
    numbers->numbers[numbers->used++] = one;
    numbers->numbers[numbers->used++] = other;
    return 1;
}

static Slot *slot_of(Slot *slots, uint64_t mask, uint64_t key) {
    /* Keys are the smallest hashes: their high bits say little. */
    uint64_t at = key * MIXERS[0] >> 20 & mask;
    while (slots[at].count && slots[at].key != key) at = (at + 1) & mask;
    return slots + at;
}

static int find(const uint64_t *rows, const uint8_t *counts, Py_ssize_t texts, uint32_t first, Numbers *found) {
    Py_ssize_t entries = 0;
    uint64_t room = 16;
    for (Py_ssize_t text = 0; text < texts; text++) entries += counts[text];
    while (room < (uint64_t)entries * 2) room *= 2;
    Slot *slots = PyMem_Calloc((size_t)room, sizeof(Slot));
    Holder *holders = PyMem_Malloc((size_t)(entries + 1) * sizeof(Holder));
    uint32_t *met = PyMem_Calloc((size_t)texts + 1, sizeof(uint32_t)), held = 0;
    int fine = slots && holders && met;
    for (uint32_t text = 0; fine && text < texts; text++)
        for (int number = 0; fine && number < counts[text]; number++) {
            uint64_t key = rows[(size_t)text * KEYS + number];
            Slot *slot = slot_of(slots, room - 1, key);
            for (uint32_t at = slot->last; fine && at; at = holders[at].before) {
                uint32_t owner = holders[at].owner;
                if (met[owner] != text + 1) fine = tell(found, owner, text);
                met[owner] = text + 1;
            }
            if (slot->count == first) continue;
            holders[++held] = (Holder){text, slot->last};
            *slot = (Slot){key, held, slot->count + 1};
        }
    PyMem_Free(slots);
    PyMem_Free(holders);
    PyMem_Free(met);
    return fine;
}

/* candidates(keys, counts, first): pairs of numbers that share a key, the smaller one among its first holders. */
static PyObject *candidates(PyObject *module, PyObject *given) {
    Py_buffer rows, counts;
    unsigned int first;
    Numbers found = {0};
    PyObject *told = NULL;
    (void)module;
    if (!PyArg_ParseTuple(given, "y*y*I", &rows, &counts, &first)) return NULL;
    if (find(rows.buf, counts.buf, counts.len, first, &found))
        told = PyBytes_FromStringAndSize((const char *)found.numbers, found.used * (Py_ssize_t)sizeof(uint32_t));
    else PyErr_NoMemory();
    PyMem_Free(found.numbers);
    PyBuffer_Release(&rows);
    PyBuffer_Release(&counts);
    return told;
}

/* ---- sides ----------------------------------------------------------------------------------------------------- */

/* The windows of one text. A window is named by the place of its first letter; places in chains are one higher. */
typedef struct {
    uint32_t *heads, *names, *behind, *same, *likely; /* same: the first window like it; likely: scratch of others */
    uint64_t *filter;                                 /* a bit for some of each name's bits: most strangers end here */
    uint8_t *met;
    const uint8_t *signs;
    int64_t length, windows;
    int repeats;
} Table;

typedef struct {
    int64_t length, until;
    int64_t covered[SEGMENTS];
    int segment;
} Cover;

static uint32_t name_of(const uint8_t *window) { return (uint32_t)(load(window) * MIXERS[3] >> 32); }

static int64_t edge(int64_t length, int segment) { return segment * length / SEGMENTS; }

/* Letters from start to end are covered; starts never fall. */
static void cover(Cover *side, int64_t start, int64_t end) {
    if (start < side->until) start = side->until;
    side->until = end;
    while (start < end) {
        while (edge(side->length, side->segment + 1) <= start) side->segment++;
        int64_t stop = edge(side->length, side->segment + 1);
        if (stop > end) stop = end;
        side->covered[side->segment] += stop - start;
        start = stop;
    }
}

static void put(const Cover *side, int32_t *row) {
    row[0] = row[1] = 0;
    for (int segment = 0; segment < SEGMENTS; segment++) {
        int64_t size = edge(side->length, segment + 1) - edge(side->length, segment);
        row[0] += (int32_t)side->covered[segment];
        row[1] |= (2 * side->covered[segment] >= size) << segment;
    }
}

static int64_t windows_in(int64_t length) { return length < SCORE_LETTERS ? 0 : length - SCORE_LETTERS + 1; }

static int make_room(Table *table, int64_t room) {
    table->heads = PyMem_Malloc((size_t)room * 5 * sizeof(uint32_t));
    table->filter = PyMem_Malloc((size_t)room / 64 * FILTER_BITS * sizeof(uint64_t));
    table->met = PyMem_Malloc((size_t)room);
    if (!table->heads || !table->filter || !table->met) return 0;
    table->names = table->heads + room;
    table->behind = table->names + room;
    table->same = table->behind + room;
    table->likely = table->same + room;
    return 1;
}

static void empty(Table *table) {
    PyMem_Free(table->heads);
    PyMem_Free(table->filter);
    PyMem_Free(table->met);
}

/* The place of the first window of this name in the table, or -1. */
static int64_t place_of(const Table *table, uint32_t name, uint32_t mask) {
    uint32_t at = table->heads[name & mask];
    while (at && table->names[at - 1] != name) at = table->behind[at - 1];
    return (int64_t)at - 1;
}

static uint32_t lay(Table *table, const uint8_t *signs, int64_t length, int64_t room) {
    uint32_t mask = (uint32_t)room - 1, bits = mask * FILTER_BITS + FILTER_BITS - 1;
    table->signs = signs;
    table->length = length;
    table->windows = windows_in(length);
    table->repeats = 0;
    memset(table->heads, 0, (size_t)room * sizeof(uint32_t));
    memset(table->filter, 0, (size_t)room / 64 * FILTER_BITS * sizeof(uint64_t));
    for (int64_t at = table->windows - 1; at >= 0; at--) { /* backwards, so that the first of equal ones is found first */
        uint32_t name = name_of(signs + at), bit = name & bits;
        table->repeats |= table->filter[bit / 64] >> bit % 64 & 1 && place_of(table, name, mask) >= 0;
        table->filter[bit / 64] |= (uint64_t)1 << bit % 64;
        table->names[at] = name;
        table->behind[at] = table->heads[name & mask];
        table->heads[name & mask] = (uint32_t)at + 1;
    }
    for (int64_t at = 0; table->repeats && at < table->windows; at++)
        table->same[at] = (uint32_t)place_of(table, table->names[at], mask);
    return mask;
}

static int64_t run_of(const uint8_t *one, const uint8_t *other, int64_t most) {
    int64_t at = 0;
    while (at + 8 <= most && load(one + at) == load(other + at)) at += 8;
    while (at < most && one[at] == other[at]) at++;
    return at;
}

static int64_t likely_in(const Table *table, const uint8_t *signs, int64_t windows, uint32_t bits) {
    int64_t count = 0;
    for (int64_t at = 0; at < windows; at++) { /* without a branch: strangers and friends come mixed */
        uint32_t bit = name_of(signs + at) & bits;
        table->likely[count] = (uint32_t)at;
        count += table->filter[bit / 64] >> bit % 64 & 1;
    }
    return count;
}

static void mark(const Table *table, int64_t place, int64_t count) {
    if (!table->repeats) memset(table->met + place, 1, (size_t)count);
    else
        for (int64_t step = 0; step < count; step++) table->met[table->same[place + step]] = 1;
}

/* Mark the windows of the table that another text has too, and cover that text's letters. */
static void meet(const Table *table, const uint8_t *signs, int64_t windows, uint32_t mask, Cover *theirs) {
    int64_t likely = likely_in(table, signs, windows, mask * FILTER_BITS + FILTER_BITS - 1), done = 0;
    memset(table->met, 0, (size_t)table->windows);
    for (int64_t number = 0; number < likely; number++) {
        int64_t at = table->likely[number], place, most, count;
        if (at < done || (place = place_of(table, name_of(signs + at), mask)) < 0) continue;
        most = windows - at < table->windows - place ? windows - at : table->windows - place;
        /* Where one window is the same letter by letter, so are those behind it while the letters are. */
        count = run_of(table->signs + place, signs + at, most + SCORE_LETTERS - 1) - SCORE_LETTERS + 1;
        if (count < 1) count = 1;
        mark(table, place, count);
        done = at + count;
        cover(theirs, at, done + SCORE_LETTERS - 1);
    }
}

static void compare(const Table *table, const uint8_t *signs, int64_t length, uint32_t mask, int32_t *row) {
    Cover ours = {.length = table->length}, theirs = {.length = length};
    meet(table, signs, windows_in(length), mask, &theirs);
    for (int64_t at = 0, end; at < table->windows; at = end + 1) {
        for (end = at; end < table->windows && table->met[table->repeats ? table->same[end] : end]; end++) {}
        if (end > at) cover(&ours, at, end + SCORE_LETTERS - 1);
    }
    put(&ours, row);
    put(&theirs, row + 2);
}

static int64_t room_of(const int64_t *bound, Py_ssize_t texts) {
    int64_t longest = 32, room = 64;
    for (Py_ssize_t text = 0; text < texts; text++)
        if (bound[text + 1] - bound[text] > longest) longest = bound[text + 1] - bound[text];
    while (room < 2 * longest) room *= 2;
    return room;
}

/* sides(signs, bounds, ones, others): of each pair covered letters and segments of the one and of the other text. */
static PyObject *sides(PyObject *module, PyObject *given) {
    Py_buffer signs, bounds, ones, others;
    Table table = {0};
    (void)module;
    if (!PyArg_ParseTuple(given, "y*y*y*y*", &signs, &bounds, &ones, &others)) return NULL;
    const int64_t *bound = bounds.buf, *one = ones.buf, *other = others.buf;
    Py_ssize_t pairs = ones.len / 8;
    PyObject *rows = PyBytes_FromStringAndSize(NULL, pairs * 16);
    int fine = rows && make_room(&table, room_of(bound, bounds.len / 8 - 1));
    uint32_t mask = 0;
    for (Py_ssize_t pair = 0; fine && pair < pairs; pair++) {
        const int64_t *ours = bound + one[pair], *theirs = bound + other[pair];
        const uint8_t *start = signs.buf;
        if (!pair || one[pair] != one[pair - 1]) mask = lay(&table, start + ours[0], ours[1] - ours[0], room_of(ours, 1));
        compare(&table, start + theirs[0], theirs[1] - theirs[0], mask, (int32_t *)PyBytes_AsString(rows) + 4 * pair);
    }
    empty(&table);
    PyBuffer_Release(&signs);
    PyBuffer_Release(&bounds);
    PyBuffer_Release(&ones);
    PyBuffer_Release(&others);
    if (!fine && rows) { Py_CLEAR(rows); PyErr_NoMemory(); }
    return rows;
}

static PyMethodDef methods[] = {
    {"signs", signs, METH_VARARGS, NULL},
    {"keys", keys, METH_VARARGS, NULL},
    {"candidates", candidates, METH_VARARGS, NULL},
    {"sides", sides, METH_VARARGS, NULL},
    {0},
};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernel", NULL, 0, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModuleDef_Init(&module); }
