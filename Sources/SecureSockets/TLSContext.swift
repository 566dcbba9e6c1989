internal import COpenSSL

/// What all connections of a server, or of a client, have in common.
///
/// TLS 1.3 only, `TLS_AES_256_GCM_SHA384` only, X25519 and P-256 (with ML-KEM where libssl knows
/// it), no early data, ALPN `conclave/1`.
///
/// @unchecked: set up in `init` and only read afterwards; OpenSSL counts references by itself.
@safe final class TLSContext: @unchecked Sendable {
    enum Role: Sendable { case client, server }

    /// The protocol's name in TLS; a peer that doesn't offer it is not one of ours.
    static let applicationProtocol = "conclave/1"
    /// Best first; the first list is unknown to OpenSSL before 3.5.
    private static let groupLists = ["X25519MLKEM768:X25519:P-256", "X25519:P-256"]
    /// Seconds that a ticket works; a suspended laptop comes back within a lunch break.
    private static let ticketLifetime = 3600

    let role: Role
    let handle: OpaquePointer

    /// A server with its key and certificate.
    init(server identity: ServerIdentity) throws(SocketError) {
        self.role = .server
        unsafe self.handle = try Self.make(TLS_server_method())
        try unsafe Self.configure(self.handle)
        try self.use(identity)
        unsafe SSL_CTX_set_client_hello_cb(
            self.handle,
            { connection, alert, _ in
                unsafe TLSContext.checkHello(connection, alert)
            }, nil)
        unsafe SSL_CTX_set_alpn_select_cb(
            self.handle,
            { _, selected, length, offered, offeredLength, _ in
                unsafe TLSContext.selectProtocol(selected, length, offered, offeredLength)
            }, nil)
        // Tickets hold the session, so the server keeps nothing; one is enough for one reconnect.
        unsafe COpenSSL_setSessionCacheMode(self.handle, Int(SSL_SESS_CACHE_OFF))
        _ = unsafe SSL_CTX_set_num_tickets(self.handle, 1)
        let name = Array(Self.applicationProtocol.utf8)
        guard unsafe SSL_CTX_set_session_id_context(self.handle, name, UInt32(name.count)) == 1
        else { throw OpenSSLErrors.failure("SSL_CTX_set_session_id_context") }
    }

    /// A client that knows the system's certificate authorities.
    init(client: Void) throws(SocketError) {
        self.role = .client
        unsafe self.handle = try Self.make(TLS_client_method())
        try unsafe Self.configure(self.handle)
        // The chain is checked and its result kept, but it doesn't decide: `ServerTrust` does, after
        // the handshake and before a byte of ours is sent.
        unsafe SSL_CTX_set_verify(self.handle, SSL_VERIFY_NONE, nil)
        unsafe SSL_CTX_set_default_verify_paths(self.handle)
        let name = Array(Self.applicationProtocol.utf8)
        let offer = [UInt8(name.count)] + name
        // The one function of this family that answers 0 when it went well.
        guard unsafe SSL_CTX_set_alpn_protos(self.handle, offer, UInt32(offer.count)) == 0 else {
            throw OpenSSLErrors.failure("SSL_CTX_set_alpn_protos")
        }
        // Machines without any installed authority are fine: then only pins are trusted.
        OpenSSLErrors.clear()
    }

    deinit { unsafe SSL_CTX_free(self.handle) }

    private static func make(_ method: OpaquePointer?) throws(SocketError) -> OpaquePointer {
        guard let handle = unsafe SSL_CTX_new(method) else {
            throw OpenSSLErrors.failure("SSL_CTX_new")
        }
        return unsafe handle
    }

    private static func configure(_ handle: OpaquePointer) throws(SocketError) {
        guard unsafe COpenSSL_allowOnlyTLS13(handle) == 1,
            unsafe SSL_CTX_set_ciphersuites(handle, "TLS_AES_256_GCM_SHA384") == 1,
            Self.groupLists.contains(where: { unsafe COpenSSL_setGroups(handle, $0) == 1 }),
            unsafe SSL_CTX_set_max_early_data(handle, 0) == 1
        else { throw OpenSSLErrors.failure("configuring TLS 1.3") }
        unsafe SSL_CTX_set_timeout(handle, Self.ticketLifetime)
        // Idle connections give their two record buffers of 16 KiB back.
        unsafe COpenSSL_setMode(handle, Int(SSL_MODE_RELEASE_BUFFERS))
        OpenSSLErrors.clear()
    }

    private func use(_ identity: ServerIdentity) throws(SocketError) {
        guard
            unsafe SSL_CTX_use_certificate_chain_file(self.handle, identity.certificatePath) == 1
        else {
            throw .unusableIdentity(
                path: identity.certificatePath, reason: OpenSSLErrors.drain())
        }
        guard
            unsafe SSL_CTX_use_PrivateKey_file(self.handle, identity.keyPath, SSL_FILETYPE_PEM)
                == 1,
            unsafe SSL_CTX_check_private_key(self.handle) == 1
        else { throw .unusableIdentity(path: identity.keyPath, reason: OpenSSLErrors.drain()) }
    }

    /// Refuses a client without ALPN before any key is computed: the selecting callback isn't
    /// even called for one.
    private static func checkHello(
        _ connection: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?
    ) -> Int32 {
        var content: UnsafePointer<UInt8>?
        var length = 0
        let extensionNumber = UInt32(TLSEXT_TYPE_application_layer_protocol_negotiation)
        if unsafe SSL_client_hello_get0_ext(connection, extensionNumber, &content, &length) == 1 {
            return SSL_CLIENT_HELLO_SUCCESS
        }
        unsafe alert?.pointee = SSL_AD_NO_APPLICATION_PROTOCOL
        return SSL_CLIENT_HELLO_ERROR
    }

    /// Takes ours from the client's list, or ends the handshake with `no_application_protocol`.
    private static func selectProtocol(
        _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
        _ length: UnsafeMutablePointer<UInt8>?,
        _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
    ) -> Int32 {
        let list = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredLength))
        let name = Array(Self.applicationProtocol.utf8)
        var start = 0
        while start < list.count {
            let count = unsafe Int(list[start])
            guard start + 1 + count <= list.count else { break }
            if unsafe list[(start + 1)..<(start + 1 + count)].elementsEqual(name) {
                // Points into the client's hello, as OpenSSL allows.
                unsafe selected?.pointee = list.baseAddress?.advanced(by: start + 1)
                unsafe length?.pointee = UInt8(count)
                return SSL_TLSEXT_ERR_OK
            }
            start += 1 + count
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL
    }
}
