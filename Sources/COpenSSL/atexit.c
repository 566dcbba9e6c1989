#include <openssl/crypto.h>
#include <stdlib.h>

// exit() runs while connections still end on threads of their own. Unless told otherwise before its
// first use, libcrypto then frees the locks under their feet (OPENSSL_init_crypto(3), NO_ATEXIT).
__attribute__((constructor)) static void leaveCleanupToTheSystem(void) {
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL) != 1) abort();
}
