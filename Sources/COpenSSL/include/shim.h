// libssl and libcrypto.
#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// The functions below stand for macros, which Swift cannot see.

static inline int COpenSSL_allowOnlyTLS13(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1
        && SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1;
}
static inline int COpenSSL_setGroups(SSL_CTX *context, const char *names) {
    return (int)SSL_CTX_set1_groups_list(context, names);
}
static inline void COpenSSL_setMode(SSL_CTX *context, long mode) {
    SSL_CTX_set_mode(context, mode);
}
static inline void COpenSSL_setSessionCacheMode(SSL_CTX *context, long mode) {
    SSL_CTX_set_session_cache_mode(context, mode);
}
static inline int COpenSSL_setServerName(SSL *connection, const char *name) {
    return (int)SSL_set_tlsext_host_name(connection, name);
}
static inline void COpenSSL_emptyMeansWait(BIO *memory) {
    BIO_set_mem_eof_return(memory, -1);
}
static inline long COpenSSL_memory(BIO *memory, char **start) {
    return BIO_get_mem_data(memory, start);
}
static inline const char *COpenSSL_group(SSL *connection) {
    return SSL_group_to_name(connection, SSL_get_negotiated_group(connection));
}

// EVP_PKEY_Q_keygen is variadic.
static inline EVP_PKEY *COpenSSL_makeP256Key(void) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
}
