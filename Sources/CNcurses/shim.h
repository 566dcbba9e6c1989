// The wide-character ncurses.
#pragma once
#define NCURSES_WIDECHAR 1
#define _XOPEN_SOURCE_EXTENDED 1
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>

// From term.h, which would bring termios.h along: its types would then be this module's for Swift.
extern int setupterm(const char *name, int descriptor, int *result);
extern int tigetnum(const char *capability);

// A global variable, which Swift rejects as shared mutable state.
static inline WINDOW *CNcurses_virtualScreen(void) { return newscr; }

// Takes a cell with a pair above 32767: setcchar takes it through an untyped pointer.
static inline int CNcurses_setCell(cchar_t *cell, wchar_t scalar, int pair) {
    const wchar_t text[2] = {scalar, 0};
    return setcchar(cell, text, 0, 0, &pair);
}

// The other way round; the pair of four bytes comes through an untyped pointer.
static inline int CNcurses_getCell(const cchar_t *cell, wchar_t *scalar, int *pair) {
    wchar_t text[CCHARW_MAX + 1] = {0};
    attr_t attributes;
    short shortPair;
    int result = getcchar(cell, text, &attributes, &shortPair, pair);
    *scalar = text[0];
    return result;
}
