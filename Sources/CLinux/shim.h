// What Linux has and Swift's Glibc module does not show.
//
// Neither _GNU_SOURCE nor <linux/tcp.h>: both would give structs that Glibc has another shape, and a
// file that imports both modules would not compile.
#pragma once
#include <linux/if_tun.h>
#include <net/if.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The request is a macro of macros, and its argument a struct of unions.
static inline int CLinux_attachTunnel(int descriptor, const char *name) {
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    return ioctl(descriptor, TUNSETIFF, &request);
}

// GNU extensions that its Glibc module leaves out: the calling thread's first 64 processors.
static inline unsigned long CLinux_processors(void) {
    unsigned long mask[16] = {0};
    return syscall(SYS_sched_getaffinity, 0, sizeof mask, mask) > 0 ? mask[0] : 0;
}
static inline int CLinux_setProcessors(unsigned long mask) {
    return (int)syscall(SYS_sched_setaffinity, 0, sizeof mask, &mask);
}

// A pseudo-terminal's other end: requests that are macros, and functions that Swift's Glibc does not
// show.
static inline int CLinux_unlockPseudoTerminal(int master) {
    int isLocked = 0;
    unsigned int number = 0;
    if (ioctl(master, TIOCSPTLCK, &isLocked) != 0) return -1;
    return ioctl(master, TIOCGPTN, &number) == 0 ? (int)number : -1;
}
