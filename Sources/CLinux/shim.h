// What Linux has and Swift's Glibc module does not show.
#pragma once
#define _GNU_SOURCE
#include <linux/tcp.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <wchar.h>

// Variadic and macro-heavy in glibc, so Swift cannot see it.
static inline int CLinux_setThreadName(const char *name) {
    return pthread_setname_np(pthread_self(), name);
}
