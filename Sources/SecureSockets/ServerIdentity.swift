internal import COpenSSL
internal import Glibc

/// A server's private key and certificate, in two PEM files.
///
/// Made by itself on a first start: an EC key on P-256 and a certificate signed with it, valid for a
/// hundred years, because clients trust the key (by its fingerprint) and not a date. An administrator
/// may put a chain of a real authority in their place.
public struct ServerIdentity: Sendable, Hashable {
    /// Days; RFC 5280 can write any date before the year 10000.
    private static let validityDays: Int32 = 36_500
    /// Longest file that is read; a long chain has a few kilobytes.
    static let fileLengthMaximum = 1 << 20

    public let certificatePath: String
    public let keyPath: String
    /// `SHA256:` and the base64 hash of the public key.
    public let fingerprint: String

    /// Reads an identity that exists.
    public init(certificatePath: String, keyPath: String) throws(SocketError) {
        let key = try unsafe Self.readKey(keyPath)
        defer { unsafe EVP_PKEY_free(key) }
        let certificate = try unsafe Self.readCertificate(certificatePath)
        defer { unsafe X509_free(certificate) }
        guard unsafe X509_check_private_key(certificate, key) == 1 else {
            OpenSSLErrors.clear()
            throw .unusableIdentity(
                path: keyPath, reason: "the key does not belong to \(certificatePath)")
        }
        guard let fingerprint = unsafe Fingerprint.of(certificate) else {
            throw OpenSSLErrors.failure("i2d_X509_PUBKEY")
        }
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        self.fingerprint = fingerprint
    }

    /// Reads the identity, or makes it if both files are missing.
    ///
    /// A key without certificate is what a crash between the two leaves: it gets its certificate.
    public static func loadOrMake(
        certificatePath: String, keyPath: String
    ) throws(SocketError) -> (identity: ServerIdentity, isNew: Bool) {
        let isNew = !PEMFile.exists(certificatePath)
        if isNew {
            if !PEMFile.exists(keyPath) { try self.makeKey(at: keyPath) }
            try self.makeCertificate(at: certificatePath, keyPath: keyPath)
        }
        let identity = try ServerIdentity(certificatePath: certificatePath, keyPath: keyPath)
        return (identity, isNew)
    }

    // MARK: Making

    private static func makeKey(at path: String) throws(SocketError) {
        guard let key = unsafe COpenSSL_makeP256Key() else {
            throw OpenSSLErrors.failure("EVP_PKEY_Q_keygen")
        }
        defer { unsafe EVP_PKEY_free(key) }
        let text = try unsafe PEMFile.text { memory in
            unsafe PEM_write_bio_PKCS8PrivateKey(memory, key, nil, nil, 0, nil, nil)
        }
        try PEMFile.write(text, to: path, mode: 0o600)
    }

    private static func makeCertificate(at path: String, keyPath: String) throws(SocketError) {
        let key = try unsafe self.readKey(keyPath)
        defer { unsafe EVP_PKEY_free(key) }
        guard let certificate = unsafe X509_new() else { throw OpenSSLErrors.failure("X509_new") }
        defer { unsafe X509_free(certificate) }
        try unsafe self.fill(certificate, key)
        guard unsafe X509_sign(certificate, key, EVP_sha256()) > 0 else {
            throw OpenSSLErrors.failure("X509_sign")
        }
        let text = try unsafe PEMFile.text { memory in
            unsafe PEM_write_bio_X509(memory, certificate)
        }
        try PEMFile.write(text, to: path, mode: 0o644)
    }

    private static func fill(
        _ certificate: OpaquePointer, _ key: OpaquePointer
    ) throws(SocketError) {
        var serial = [UInt8](repeating: 0, count: 16)
        guard unsafe RAND_bytes(&serial, Int32(serial.count)) == 1 else {
            throw OpenSSLErrors.failure("RAND_bytes")
        }
        serial[0] = serial[0] & 0x7F | 0x40  // Positive and of full length (RFC 5280, 4.1.2.2).
        guard let number = unsafe BN_bin2bn(serial, Int32(serial.count), nil) else {
            throw OpenSSLErrors.failure("BN_bin2bn")
        }
        defer { unsafe BN_free(number) }
        let name = unsafe X509_get_subject_name(certificate)
        let isFilled =
            unsafe X509_set_version(certificate, 2) == 1  // That is X.509 version 3.
            && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -86_400) != nil
            && X509_time_adj_ex(X509_getm_notAfter(certificate), Self.validityDays, 0, nil) != nil
            && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, "conclaved", -1, -1, 0) == 1
            && X509_set_issuer_name(certificate, name) == 1
            && X509_set_pubkey(certificate, key) == 1
        guard isFilled else { throw OpenSSLErrors.failure("filling in a certificate") }
    }

    // MARK: Reading

    private static func readKey(_ path: String) throws(SocketError) -> OpaquePointer {
        guard try !PEMFile.isOpenToOthers(path) else { throw .openToOthers(path: path) }
        let key = try unsafe PEMFile.read(path) { memory in
            // A key with a passphrase can't be used: nobody is there to ask. The callback says so.
            unsafe PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil)
        }
        guard let key = unsafe key else {
            throw .unusableIdentity(path: path, reason: OpenSSLErrors.drain())
        }
        return unsafe key
    }

    private static func readCertificate(_ path: String) throws(SocketError) -> OpaquePointer {
        let certificate = try unsafe PEMFile.read(path) { memory in
            unsafe PEM_read_bio_X509(memory, nil, nil, nil)
        }
        guard let certificate = unsafe certificate else {
            throw .unusableIdentity(path: path, reason: OpenSSLErrors.drain())
        }
        return unsafe certificate
    }
}
