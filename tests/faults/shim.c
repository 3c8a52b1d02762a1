/* What a machine does to a process that preloads this: its clock is ahead or behind, its disk slow, full or read-only. The
 * file that MINSHENG_FAULTS names says which, as three numbers of 64 bits that may change at any time (shim.rs). Only the
 * files of databases are hit, so that whatever else the process writes, its log above all, is still written. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct faults {
    volatile int64_t seconds_ahead;
    volatile int64_t microseconds_to_flush;
    volatile int64_t error_of_writes;
};

static const struct faults none;
static const struct faults *faults = &none;

/* What is in the place of each function here. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("MINSHENG_FAULTS");
    int file = path ? REAL(open)(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *there = mmap(NULL, sizeof(struct faults), PROT_READ, MAP_SHARED, file, 0);
    if (there != MAP_FAILED)
        faults = there;
    close(file);
}

/* The clock. */

int clock_gettime(clockid_t clock, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real)
        real = REAL(clock_gettime);
    int done = real(clock, at);
    if (!done && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        at->tv_sec += faults->seconds_ahead;
    return done;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}

/* The disk. */

static int is_database(const char *path, size_t length) { return memmem(path, length, "/sqlite_", 8) != NULL; }

static int hits(int file) {
    char link[64], path[4096];
    if (!faults->error_of_writes)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path);
    return length > 0 && is_database(path, (size_t)length);
}

static ssize_t refused(void) {
    errno = (int)faults->error_of_writes;
    return -1;
}

ssize_t write(int file, const void *bytes, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real)
        real = REAL(write);
    return hits(file) ? refused() : real(file, bytes, length);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real)
        real = REAL(pwrite);
    return hits(file) ? refused() : real(file, bytes, length, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real)
        real = REAL(pwrite64);
    return hits(file) ? refused() : real(file, bytes, length, at);
}

/* On what is read-only nothing is opened to be written. */
static int may_open(const char *path, int flags) {
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    return !(faults->error_of_writes == EROFS && writes && is_database(path, strlen(path)));
}

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        static int (*real)(const char *, int, ...);                                                                    \
        va_list rest;                                                                                                  \
        mode_t mode = 0;                                                                                               \
        if (flags & (O_CREAT | __O_TMPFILE)) {                                                                         \
            va_start(rest, flags);                                                                                     \
            mode = va_arg(rest, mode_t);                                                                               \
            va_end(rest);                                                                                              \
        }                                                                                                              \
        if (!real)                                                                                                     \
            real = REAL(name);                                                                                         \
        return may_open(path, flags) ? real(path, flags, mode) : (int)refused();                                       \
    }

OPEN(open)
OPEN(open64)

static void flushing(void) {
    int64_t microseconds = faults->microseconds_to_flush;
    struct timespec wait = {microseconds / 1000000, microseconds % 1000000 * 1000};
    if (microseconds > 0)
        nanosleep(&wait, NULL);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real)
        real = REAL(fdatasync);
    flushing();
    return real(file);
}

int fsync(int file) {
    static int (*real)(int);
    if (!real)
        real = REAL(fsync);
    flushing();
    return real(file);
}
