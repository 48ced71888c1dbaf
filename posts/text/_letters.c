/* letters of texts, the same as letters.py and disguise.py give, in one pass: optional, see posts/text/letters.py.
 *
 * The tables are those of folding.npz and come in as buffers; nothing is kept between calls. Names are those of the
 * Python way, where each rule has its reason.
 */

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <string.h>

#define CODES 0x110000
#define IGNORED 0xFF
#define MAX_HEAD 256
#define ALL_LEET_WORDS 4
#define ALL_LEET_SHARE 5 /* one in so many */
#define SHORT_NUMBER 3
#define SEVERAL 0xFFFFFFFF /* in the table of single letters: this code point gives more than one */
#define MAX_RUN 255        /* letters that one code point can give: counts are bytes */
#define BURMESE 0x1000     /* first of the code points that Zawgyi uses otherwise than Unicode */
#define BURMESE_CODES 0xA0

#define LETTER_BITS 0x60   /* what a sign of money lacks to be the letter that it is drawn like */

enum { SMALL = 1, DIGIT = 2, LEET = 4, HANDLE = 8, MAIL = 16, HOST = 32, GRAPHIC = 64, HIT = 128, MONEY = 256 };

typedef struct {
    const uint8_t *plain, *counts;
    const uint32_t *singles, *starts, *pool; /* singles: the letter, 0 for none, or SEVERAL */
} Tables;

typedef struct {
    uint32_t *codes; /* each sign's code point; 0 where it is left out */
    uint8_t *plain;
    int32_t *marks; /* places of @ and /, and of leetspeak's signs */
    Py_ssize_t count, mark_count, room;
    int is_burmese;
} Signs;

typedef struct {
    uint32_t *codes;
    Py_ssize_t used, room;
} Letters;

static uint16_t kinds[256];
static uint8_t leet[256];
static uint8_t is_kept[256], is_mark[256]; /* 1 or 0, to be counted without a branch */

static void make_kinds(void) {
    const char *signs = "0123456789@$!", *said = "oizeasgtbgasi", *money = "abcdefgklmnpstwy";
    for (int sign = 'a'; sign <= 'z'; sign++) kinds[sign] |= SMALL | HANDLE | MAIL | HOST;
    for (int sign = '0'; sign <= '9'; sign++) kinds[sign] |= DIGIT | HANDLE | MAIL | HOST;
    for (int sign = '!'; sign <= '~'; sign++) kinds[sign] |= GRAPHIC;
    for (const char *at = "_."; *at; at++) kinds[(uint8_t)*at] |= HANDLE;
    for (const char *at = "._-+%"; *at; at++) kinds[(uint8_t)*at] |= MAIL;
    for (const char *at = ".-"; *at; at++) kinds[(uint8_t)*at] |= HOST;
    for (const char *at = "@/"; *at; at++) kinds[(uint8_t)*at] |= HIT;
    for (int at = 0; signs[at]; at++) {
        kinds[(uint8_t)signs[at]] |= LEET;
        leet[(uint8_t)signs[at]] = (uint8_t)said[at];
    }
    for (; *money; money++) {
        kinds[*money & ~LETTER_BITS] |= LEET | MONEY;
        leet[*money & ~LETTER_BITS] = (uint8_t)*money;
    }
    for (int sign = 0; sign < 256; sign++) {
        is_kept[sign] = sign != IGNORED;
        is_mark[sign] = (kinds[sign] & (HIT | LEET)) != 0;
    }
}

static int is(uint8_t sign, int kind) { return kinds[sign] & kind; }

/* The first place from which all signs before `end` are of a kind, at most MAX_HEAD back and not before `least`. */
static Py_ssize_t tail(const uint8_t *plain, Py_ssize_t least, Py_ssize_t end, int kind) {
    while (end > least && is(plain[end - 1], kind)) end--;
    return end;
}

static Py_ssize_t head_of(Py_ssize_t at, Py_ssize_t done) { return at - MAX_HEAD > done ? at - MAX_HEAD : done; }

static Py_ssize_t run(const uint8_t *plain, Py_ssize_t at, Py_ssize_t end, int kind) {
    while (at < end && is(plain[at], kind)) at++;
    return at;
}

/* Each span function returns the span's start, or -1 where there is none; *stop becomes its end. */
static Py_ssize_t around_at(const uint8_t *plain, Py_ssize_t at, Py_ssize_t done, Py_ssize_t end, Py_ssize_t *stop) {
    Py_ssize_t head = head_of(at, done), first = at + 1, last;
    *stop = last = run(plain, first, end, HANDLE);
    if (last == first) return -1;
    if (head == at || !is(plain[at - 1], SMALL | DIGIT)) return at;
    while (first < last && plain[first] == '.') first++;
    while (last > first && plain[last - 1] == '.') last--;
    if (!memchr(plain + first, '.', (size_t)(last - first))) return -1;
    return tail(plain, head, at, MAIL);
}

static Py_ssize_t around_slash(const uint8_t *plain, Py_ssize_t at, Py_ssize_t done, Py_ssize_t end, Py_ssize_t *stop) {
    Py_ssize_t head = head_of(at, done), start, dot;
    *stop = run(plain, at, end, GRAPHIC);
    if (at > head && plain[at - 1] == ':' && at + 1 < end && plain[at + 1] == '/') return tail(plain, head, at - 1, SMALL);
    start = tail(plain, head, at, HOST);
    for (dot = at - 1; dot >= start && is(plain[dot], SMALL); dot--) {}
    if (dot < start || plain[dot] != '.' || at - dot - 1 < 2) return -1;
    for (Py_ssize_t place = start; place < dot; place++)
        if (is(plain[place], SMALL | DIGIT)) return start;
    return -1;
}

static void leave_links_out(Signs *signs) {
    const uint8_t *plain = signs->plain;
    Py_ssize_t done = 0, stop = 0;
    for (Py_ssize_t number = 0; number < signs->mark_count; number++) {
        Py_ssize_t at = signs->marks[number], start;
        if (at < done || !is(plain[at], HIT)) continue;
        start = (plain[at] == '@' ? around_at : around_slash)(plain, at, done, signs->count, &stop);
        if (start < 0) continue;
        memset(signs->codes + start, 0, (size_t)(stop - start) * sizeof(uint32_t));
        done = stop;
    }
}

static int has_sandwich(const uint8_t *plain, Py_ssize_t at, Py_ssize_t end) {
    for (; at < end; at++) {
        if (!is(plain[at], SMALL)) continue;
        Py_ssize_t next = run(plain, at + 1, at + 4 < end ? at + 4 : end, LEET);
        if (next > at + 1 && next < end && is(plain[next], SMALL)) return 1;
    }
    return 0;
}

static Py_ssize_t count_of(const uint8_t *plain, Py_ssize_t at, Py_ssize_t end, int kind) {
    Py_ssize_t found = 0;
    for (; at < end; at++) found += is(plain[at], kind) != 0;
    return found;
}

static int is_leet(const uint8_t *plain, Py_ssize_t start, Py_ssize_t end) {
    Py_ssize_t small = count_of(plain, start, end, SMALL), others = end - start - small;
    if (small < 2) return 0;
    if (has_sandwich(plain, start, end) || (small >= 4 && others == 1)) return 1;
    return others >= 2 && count_of(plain, start, end, MONEY) == others;
}

static int may_be_leet(const uint8_t *plain, Py_ssize_t start, Py_ssize_t end) {
    Py_ssize_t small = count_of(plain, start, end, SMALL);
    return small < end - start && (end - start <= SHORT_NUMBER || small);
}

static Py_ssize_t trimmed(const uint8_t *plain, Py_ssize_t start, Py_ssize_t end) {
    while (end > start && plain[end - 1] == '!') end--;
    return end;
}

static void undisguise(Signs *signs, Py_ssize_t at, Py_ssize_t end) {
    for (; at < end; at++) {
        uint8_t sign = signs->plain[at];
        signs->codes[at] = leet[sign] ? leet[sign] : sign;
    }
}

/* The next word in which letters and signs meet, from sign *next on: its start, or -1; *done becomes its end. */
static Py_ssize_t mixed(const Signs *signs, Py_ssize_t *next, Py_ssize_t *done) {
    const uint8_t *plain = signs->plain;
    for (; *next < signs->mark_count; ++*next) {
        Py_ssize_t at = signs->marks[*next], start;
        if (!is(plain[at], LEET)) continue;
        if (at > *done && is(plain[at - 1], SMALL)) at--;
        else if (at < *done || at + 1 == signs->count || !is(plain[at + 1], SMALL)) continue;
        start = tail(plain, head_of(at, *done), at + 1, SMALL | LEET);
        *done = run(plain, start, signs->count, SMALL | LEET);
        return start;
    }
    return -1;
}

static int is_all_leet(const Signs *signs) {
    const uint8_t *plain = signs->plain;
    Py_ssize_t sandwiches = 0, words = 0, next = 0, at = 0, done = 0, start;
    while ((start = mixed(signs, &next, &done)) >= 0)
        sandwiches += has_sandwich(plain, start, trimmed(plain, start, done));
    if (sandwiches < ALL_LEET_WORDS) return 0;
    for (; at < signs->count; at = done + (done == at)) {
        done = run(plain, at, signs->count, SMALL | LEET);
        words += count_of(plain, at, done, SMALL) > 0;
    }
    return sandwiches * ALL_LEET_SHARE >= words;
}

static void read_leet(Signs *signs) {
    const uint8_t *plain = signs->plain;
    Py_ssize_t next = 0, at = 0, done = 0, start, end;
    if (is_all_leet(signs)) {
        for (; at < signs->count; at = done + (done == at)) {
            done = run(plain, at, signs->count, SMALL | LEET);
            end = trimmed(plain, at, done);
            if (may_be_leet(plain, at, end)) undisguise(signs, at, end);
        }
        return;
    }
    while ((start = mixed(signs, &next, &done)) >= 0) {
        end = trimmed(plain, start, done);
        if (is_leet(plain, start, end)) undisguise(signs, start, end);
    }
}

static int grow(void **array, Py_ssize_t *room, Py_ssize_t wanted, size_t size) {
    if (wanted <= *room) return 1;
    Py_ssize_t more = wanted + wanted / 2;
    void *grown = PyMem_Realloc(*array, (size_t)more * size);
    if (!grown) return 0;
    *array = grown;
    *room = more;
    return 1;
}

static int room_for(Signs *signs, Py_ssize_t count) {
    if (count <= signs->room) return 1;
    Py_ssize_t codes = 0, plain = 0; /* rooms that are all the same in the end */
    return grow((void **)&signs->codes, &codes, count, sizeof(uint32_t)) &&
           grow((void **)&signs->plain, &plain, count, 1) &&
           grow((void **)&signs->marks, &signs->room, count, sizeof(int32_t));
}

static int take(PyObject *text, const Tables *tables, Signs *signs) {
    Py_ssize_t length = text ? PyUnicode_GetLength(text) : -1, count = 0;
    if (length < 0) return 0;
    if (length >= INT32_MAX || !room_for(signs, length + 1)) { PyErr_NoMemory(); return 0; }
    if (!PyUnicode_AsUCS4(text, signs->codes, length + 1, 1)) return 0;
    uint32_t *codes = signs->codes;
    uint8_t *plain = signs->plain;
    int32_t *mark = signs->marks;
    int burmese = 0;
    /* Without a branch: what is not kept is written over by the next one. */
    for (Py_ssize_t at = 0; at < length; at++) {
        uint32_t code = codes[at];
        uint8_t sign = tables->plain[code];
        codes[count] = code;
        plain[count] = sign;
        *mark = (int32_t)count;
        mark += is_mark[sign];
        burmese |= code - BURMESE < BURMESE_CODES;
        count += is_kept[sign];
    }
    signs->mark_count = mark - signs->marks;
    signs->is_burmese = burmese;
    signs->count = count;
    return 1;
}

static int add(const Signs *signs, const Tables *tables, Letters *letters) {
    for (Py_ssize_t at = 0; at < signs->count; at++) {
        /* Room for a letter of each sign to come; whichever gives several asks anew. */
        Py_ssize_t wanted = letters->used + signs->count - at + MAX_RUN;
        if (!grow((void **)&letters->codes, &letters->room, wanted, sizeof(uint32_t))) { PyErr_NoMemory(); return 0; }
        uint32_t *to = letters->codes + letters->used, letter = 0;
        for (; at < signs->count; at++) {
            letter = tables->singles[signs->codes[at]];
            if (letter == SEVERAL) break;
            *to = letter;
            to += letter != 0;
        }
        letters->used = to - letters->codes;
        if (at == signs->count) break;
        uint8_t count = tables->counts[signs->codes[at]];
        memcpy(to, tables->pool + tables->starts[signs->codes[at]], count * sizeof(uint32_t));
        letters->used += count;
    }
    return 1;
}

static PyObject *bytes_of(const void *start, Py_ssize_t count, size_t size) {
    return PyBytes_FromStringAndSize(start, count * (Py_ssize_t)size);
}

static int note(PyObject *list, Py_ssize_t number) {
    PyObject *place = PyLong_FromSsize_t(number);
    int done = place && PyList_Append(list, place) == 0;
    Py_XDECREF(place);
    return done;
}

static PyObject *read_all(PyObject *texts, const Tables *tables) {
    Signs signs = {0};
    Letters letters = {0};
    PyObject *found = NULL, *burmese = PyList_New(0);
    Py_ssize_t count = PyList_Size(texts), at = 0;
    int64_t *bounds = PyMem_Calloc((size_t)(count + 1), sizeof(int64_t));
    if (bounds && burmese && count >= 0)
        for (; at < count && take(PyList_GetItem(texts, at), tables, &signs); at++) {
            read_leet(&signs);
            leave_links_out(&signs);
            if (!add(&signs, tables, &letters) || (signs.is_burmese && !note(burmese, at))) break;
            bounds[at + 1] = letters.used;
        }
    if (bounds && burmese && at == count)
        found = Py_BuildValue("(NNO)", bytes_of(letters.codes, letters.used, sizeof(uint32_t)),
                              bytes_of(bounds, count + 1, sizeof(int64_t)), burmese);
    else if (!PyErr_Occurred()) PyErr_NoMemory();
    Py_XDECREF(burmese);
    PyMem_Free(signs.codes);
    PyMem_Free(signs.plain);
    PyMem_Free(signs.marks);
    PyMem_Free(letters.codes);
    PyMem_Free(bounds);
    return found;
}

/* letters(texts, plain, singles, starts, counts, pool): codes, bounds, and the places of texts in Burmese letters. */
static PyObject *letters(PyObject *module, PyObject *given) {
    PyObject *texts, *found = NULL;
    Py_buffer plain, singles, starts, counts, pool;
    (void)module;
    if (!PyArg_ParseTuple(given, "Oy*y*y*y*y*", &texts, &plain, &singles, &starts, &counts, &pool)) return NULL;
    if (plain.len == CODES && counts.len == CODES && starts.len == 4 * CODES && singles.len == 4 * CODES) {
        Tables tables = {plain.buf, counts.buf, singles.buf, starts.buf, pool.buf};
        found = read_all(texts, &tables);
    } else PyErr_SetString(PyExc_ValueError, "these are not the folding tables");
    PyBuffer_Release(&plain);
    PyBuffer_Release(&singles);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&counts);
    PyBuffer_Release(&pool);
    return found;
}

static PyMethodDef methods[] = {{"letters", letters, METH_VARARGS, NULL}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_letters", NULL, 0, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__letters(void) {
    make_kinds();
    return PyModuleDef_Init(&module);
}
