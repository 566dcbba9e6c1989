internal import COpenSSL

/// One end of a TLS connection as a value: ciphertext goes in and comes out, nothing is sent.
///
/// Both BIOs are memory, so no call ever waits. "Not yet" is a value; an error is final, and what
/// `takeOutput` then gives is the alert for the peer.
@safe struct TLSEngine: ~Copyable {
    enum Progress: Equatable { case done, incomplete }

    enum Reading: Equatable {
        case bytes(Int)
        case incomplete
        /// The peer has said that it sends no more (close_notify).
        case ended
    }

    /// Plaintext bytes of one record.
    static let recordLength = 16_384

    private let connection: OpaquePointer
    private let inbound: OpaquePointer
    private let outbound: OpaquePointer
    /// Keeps what the connection points to.
    private let context: TLSContext

    init(_ context: TLSContext) throws(SocketError) {
        guard let connection = unsafe SSL_new(context.handle) else {
            throw OpenSSLErrors.failure("SSL_new")
        }
        guard let inbound = unsafe BIO_new(BIO_s_mem()), let outbound = unsafe BIO_new(BIO_s_mem())
        else {
            unsafe SSL_free(connection)
            throw OpenSSLErrors.failure("BIO_new")
        }
        // By default an empty memory BIO says "end of file", which would end every handshake.
        unsafe COpenSSL_emptyMeansWait(inbound)
        // The connection owns both from here on.
        unsafe SSL_set_bio(connection, inbound, outbound)
        switch context.role {
        case .client: unsafe SSL_set_connect_state(connection)
        case .server: unsafe SSL_set_accept_state(connection)
        }
        unsafe self.connection = unsafe connection
        unsafe self.inbound = unsafe inbound
        unsafe self.outbound = unsafe outbound
        self.context = context
    }

    deinit {
        // Otherwise the session of a connection that was cut could not be resumed: just when it is
        // wanted. TLS 1.3 has no such rule.
        unsafe SSL_set_shutdown(self.connection, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        unsafe SSL_free(self.connection)
    }

    /// Tells a client whom it talks to: sent as SNI, and compared with the certificate's names.
    mutating func expect(host: String) {
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(self.connection), host) == 1 {
            // RFC 6066, section 3: no addresses in SNI.
            return
        }
        unsafe SSL_set1_host(self.connection, host)
        _ = unsafe COpenSSL_setServerName(self.connection, host)
        OpenSSLErrors.clear()
    }

    // MARK: The way of bytes

    /// Takes ciphertext from the peer.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(SocketError) {
        guard unsafe !bytes.isEmpty else { return }
        let count = unsafe BIO_write(self.inbound, bytes.baseAddress, Int32(clamping: bytes.count))
        guard Int(count) == bytes.count else { throw OpenSSLErrors.failure("BIO_write") }
    }

    mutating func handshake() throws(SocketError) -> Progress {
        OpenSSLErrors.clear()
        let result = unsafe SSL_do_handshake(self.connection)
        if result == 1 { return .done }
        guard self.isWaiting(result) else { throw OpenSSLErrors.failure("TLS handshake") }
        return .incomplete
    }

    /// Puts decrypted bytes into the buffer.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(SocketError) -> Reading {
        OpenSSLErrors.clear()
        let count = unsafe SSL_read(
            self.connection, buffer.baseAddress, Int32(clamping: buffer.count))
        if count > 0 { return .bytes(Int(count)) }
        switch unsafe SSL_get_error(self.connection, count) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .incomplete
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: throw OpenSSLErrors.failure("reading from TLS")
        }
    }

    /// Encrypts bytes; only after the handshake.
    mutating func write(_ bytes: [UInt8]) throws(SocketError) {
        guard !bytes.isEmpty else { return }
        OpenSSLErrors.clear()
        let count = unsafe SSL_write(self.connection, bytes, Int32(clamping: bytes.count))
        // Memory takes everything, so it is all of it or a failure.
        guard Int(count) == bytes.count else { throw OpenSSLErrors.failure("writing to TLS") }
    }

    /// Says that no more comes (close_notify).
    mutating func shutDown() {
        OpenSSLErrors.clear()
        unsafe SSL_shutdown(self.connection)
        OpenSSLErrors.clear()
    }

    /// Ciphertext that waits for the peer.
    var outputCount: Int { unsafe BIO_ctrl_pending(self.outbound) }

    /// Takes ciphertext for the peer, at most as much as fits; the number of bytes.
    mutating func takeOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = unsafe BIO_read(
            self.outbound, buffer.baseAddress, Int32(clamping: buffer.count))
        return max(0, Int(count))
    }

    private func isWaiting(_ result: Int32) -> Bool {
        let error = unsafe SSL_get_error(self.connection, result)
        return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE
    }

    // MARK: What was agreed on

    /// 32 bytes that only the two ends of this connection know: `tls-exporter` (RFC 9266).
    var channelBinding: [UInt8]? {
        let label = "EXPORTER-Channel-Binding"
        var binding = [UInt8](repeating: 0, count: 32)
        let isExported =
            unsafe SSL_export_keying_material(
                self.connection, &binding, binding.count, label, label.utf8.count, nil, 0, 1) == 1
        return isExported ? binding : nil
    }

    var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        unsafe SSL_get0_alpn_selected(self.connection, &name, &length)
        guard let name = unsafe name else { return nil }
        let bytes = unsafe UnsafeBufferPointer(start: name, count: Int(length))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// For people: `TLSv1.3, TLS_AES_256_GCM_SHA384, x25519`.
    var summary: String {
        let version = unsafe String(cString: SSL_get_version(self.connection))
        let cipher = unsafe SSL_get_current_cipher(self.connection)
        let name = unsafe String(cString: SSL_CIPHER_get_name(cipher))
        let group = unsafe COpenSSL_group(self.connection).map { unsafe String(cString: $0) }
        return [version, name, group].compactMap { $0 }.joined(separator: ", ")
    }

    var isResumed: Bool { unsafe SSL_session_reused(self.connection) == 1 }

    /// The key that the peer has proven to hold; nil without a certificate.
    var peerFingerprint: String? {
        guard let certificate = unsafe SSL_get1_peer_certificate(self.connection) else {
            return nil
        }
        defer { unsafe X509_free(certificate) }
        return unsafe Fingerprint.of(certificate)
    }

    /// Whether a certificate authority of the system vouches for the peer under the expected name.
    var isChainValid: Bool { unsafe SSL_get_verify_result(self.connection) == X509_V_OK }

    /// In the library's words, why not.
    var chainProblem: String {
        let result = unsafe SSL_get_verify_result(self.connection)
        return unsafe String(cString: X509_verify_cert_error_string(result))
    }

    // MARK: Coming back

    /// The session with the newest ticket; nil if the server gave none.
    var session: TLSSession? {
        guard let session = unsafe SSL_get1_session(self.connection) else { return nil }
        guard unsafe SSL_SESSION_is_resumable(session) == 1 else {
            unsafe SSL_SESSION_free(session)
            return nil
        }
        return unsafe TLSSession(owning: session)
    }

    /// Offers an earlier session to the server; before the handshake.
    mutating func resume(_ session: TLSSession) {
        unsafe SSL_set_session(self.connection, session.handle)
    }

    /// Changes the keys of both directions (RFC 8446, section 4.6.3).
    mutating func updateKeys() {
        unsafe SSL_key_update(self.connection, SSL_KEY_UPDATE_REQUESTED)
    }
}

/// What a client keeps to shorten its next handshake with the same server.
///
/// @unchecked: OpenSSL counts its references and never changes it after the handshake.
@safe final class TLSSession: @unchecked Sendable {
    fileprivate let handle: OpaquePointer

    fileprivate init(owning handle: OpaquePointer) {
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe SSL_SESSION_free(self.handle) }
}
