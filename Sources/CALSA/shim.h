// ALSA's PCM interface.
#pragma once
#include <alsa/asoundlib.h>

// The handler is variadic, so Swift cannot write one.
static inline void CALSA_ignoreMessage(
    const char *file, int line, const char *function, int error, const char *format, ...) {
    (void)file; (void)line; (void)function; (void)error; (void)format;
}

// Takes a variadic function pointer, which Swift does not import.
static inline int CALSA_silenceMessages(void) {
    return snd_lib_error_set_handler(CALSA_ignoreMessage);
}

// The hints come as void **, and each is passed on as a const void *.
static inline const void *CALSA_hint(void **hints, int index) {
    return hints[index];
}
