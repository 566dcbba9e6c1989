internal import COpenSSL

/// AES-256-GCM with one key, by OpenSSL: the context is made once and given only a nonce per frame.
///
/// Making a context and fetching the cipher cost more than sealing a voice packet, hence the handle.
@safe
struct FrameCipher: ~Copyable {
    /// What the handle may be used for; OpenSSL's key schedule differs.
    enum Direction: Int32, Sendable {
        case opening = 0
        case sealing = 1
    }

    private let context: OpaquePointer

    init(_ direction: Direction, key: [UInt8]) throws(SealingError) {
        precondition(key.count == SFrameKey.keyLength, "AES-256 takes 32 bytes")
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            throw .openSSL("EVP_CIPHER_CTX_new")
        }
        // The nonce's length is 12 by default, which is SFrame's.
        let result = unsafe key.withUnsafeBufferPointer { key in
            unsafe EVP_CipherInit_ex(
                context, EVP_aes_256_gcm(), nil, key.baseAddress, nil, direction.rawValue)
        }
        guard result == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw .openSSL("EVP_CipherInit_ex")
        }
        unsafe self.context = unsafe context
    }

    deinit {
        // Clears the key schedule, too.
        unsafe EVP_CIPHER_CTX_free(self.context)
    }

    /// The whole message: metadata, header, ciphertext and tag, in one allocation.
    mutating func seal(
        _ plaintext: Span<UInt8>, nonce: [UInt8], header: [UInt8], metadata: Span<UInt8>
    ) throws(SealingError) -> [UInt8] {
        try self.start(nonce: nonce, header: header.span, metadata: metadata)
        let clearCount = metadata.count + header.count
        let count = clearCount + plaintext.count + SFrameKey.tagLength
        let context = unsafe self.context
        let message = unsafe [UInt8](unsafeUninitializedCapacity: count) { message, filled in
            unsafe metadata.withUnsafeBufferPointer {
                unsafe _ = message.update(fromContentsOf: $0)
            }
            for (index, byte) in header.enumerated() {
                unsafe message[metadata.count + index] = byte
            }
            // Not empty: the tag alone has sixteen bytes.
            let output = unsafe message.baseAddress! + clearCount
            var length: Int32 = 0
            let isEncrypted = unsafe plaintext.withUnsafeBufferPointer { plaintext in
                unsafe EVP_CipherUpdate(
                    context, output, &length, plaintext.baseAddress, Int32(plaintext.count)) == 1
            }
            let isSealed =
                unsafe isEncrypted
                && EVP_CipherFinal_ex(context, output + Int(length), &length) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(SFrameKey.tagLength),
                    output + plaintext.count) == 1
            filled = isSealed ? count : 0
        }
        guard !message.isEmpty else { throw .openSSL("EVP_CipherFinal_ex") }
        return message
    }

    /// Decrypts `ciphertext`, whose last 16 bytes are the tag; `.forged` unless all is genuine.
    mutating func open(
        _ ciphertext: Span<UInt8>, nonce: [UInt8], header: Span<UInt8>, metadata: Span<UInt8>
    ) throws(SealingError) -> [UInt8] {
        let count = ciphertext.count - SFrameKey.tagLength
        guard count >= 0 else { throw .malformed(.frame) }
        try self.start(nonce: nonce, header: header, metadata: metadata)
        var tag = Array(copying: ciphertext.extracting(count...))
        let context = unsafe self.context
        var isGenuine =
            unsafe EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, Int32(SFrameKey.tagLength), &tag) == 1
        let plaintext = unsafe [UInt8](unsafeUninitializedCapacity: count + 1) { output, filled in
            // One byte to spare, so that an empty frame has an address, too.
            guard isGenuine, let base = output.baseAddress else { return }
            var length: Int32 = 0
            isGenuine = unsafe ciphertext.withUnsafeBufferPointer { ciphertext in
                unsafe EVP_CipherUpdate(
                    context, base, &length, ciphertext.baseAddress, Int32(count))
                    == 1 && EVP_CipherFinal_ex(context, base + Int(length), &length) == 1
            }
            filled = isGenuine ? count : 0
        }
        guard isGenuine else {
            // The library's queue is the thread's: what is left there would be told of another call.
            ERR_clear_error()
            throw .forged
        }
        return plaintext
    }

    /// Sets the nonce and feeds what is authenticated but not encrypted.
    private func start(
        nonce: [UInt8], header: Span<UInt8>, metadata: Span<UInt8>
    ) throws(SealingError) {
        precondition(nonce.count == SFrameKey.nonceLength, "the nonce has twelve bytes")
        let context = unsafe self.context
        let isReset = unsafe nonce.withUnsafeBufferPointer { nonce in
            unsafe EVP_CipherInit_ex(context, nil, nil, nil, nonce.baseAddress, -1) == 1
        }
        guard isReset else { throw .openSSL("EVP_CipherInit_ex") }
        try self.authenticate(header)
        try self.authenticate(metadata)
    }

    private func authenticate(_ bytes: Span<UInt8>) throws(SealingError) {
        guard !bytes.isEmpty else { return }
        let context = unsafe self.context
        var length: Int32 = 0
        let isFed = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe EVP_CipherUpdate(context, nil, &length, bytes.baseAddress, Int32(bytes.count))
                == 1
        }
        guard isFed else { throw .openSSL("EVP_CipherUpdate") }
    }
}

extension SealingError {
    /// Takes the library's reason off its queue, and empties the queue.
    static func openSSL(_ call: String) -> SealingError {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0, let reason = unsafe ERR_reason_error_string(code) else {
            return .failed(call: call, reason: "no reason given")
        }
        return unsafe .failed(call: call, reason: String(cString: reason))
    }
}

extension [UInt8] {
    init(copying span: Span<UInt8>) {
        self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
    }
}
