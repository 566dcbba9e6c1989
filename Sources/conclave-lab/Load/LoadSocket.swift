import COpenSSL
import Glibc
import TestLinks

/// What all connections of a load have in common: TLS 1.3, AES-256, and no check of the server's key,
/// which is the measuring program's own child.
@safe final class LoadContext {
    /// Bytes that OpenSSL reads at once: few system calls, so that the load is lighter than the server.
    private static let readLength = 65_536

    fileprivate let handle: OpaquePointer

    /// - Parameter applicationProtocol: what is offered in ALPN; nil offers nothing.
    init(applicationProtocol: String?) throws(LoadError) {
        guard let handle = unsafe SSL_CTX_new(TLS_client_method()) else {
            throw LoadError("SSL_CTX_new failed")
        }
        unsafe self.handle = unsafe handle
        guard unsafe COpenSSL_allowOnlyTLS13(handle) == 1,
            unsafe SSL_CTX_set_ciphersuites(handle, "TLS_AES_256_GCM_SHA384") == 1
        else { throw LoadError("this libssl has no TLS 1.3 with AES-256") }
        unsafe SSL_CTX_set_verify(handle, SSL_VERIFY_NONE, nil)
        unsafe SSL_CTX_set_default_read_buffer_len(handle, Self.readLength)
        _ = unsafe SSL_CTX_ctrl(handle, SSL_CTRL_SET_READ_AHEAD, 1, nil)
        unsafe COpenSSL_setMode(
            handle, Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER))
        guard let name = applicationProtocol else { return }
        let offer = [UInt8(name.utf8.count)] + Array(name.utf8)
        // 0 is success here.
        guard unsafe SSL_CTX_set_alpn_protos(handle, offer, UInt32(offer.count)) == 0 else {
            throw LoadError("SSL_CTX_set_alpn_protos failed")
        }
    }

    deinit { unsafe SSL_CTX_free(self.handle) }
}

/// One TLS connection of the load to a server on loopback; never blocks but in `init`.
@safe final class LoadSocket {
    /// How long TCP and TLS may take in `init`, in milliseconds.
    private static let handshakeMaximum: CInt = 10_000

    let descriptor: CInt
    private let tls: OpaquePointer
    private var unsent: [UInt8] = []

    /// Connects, and returns when TLS is up.
    ///
    /// - Parameter receiveBuffer: `SO_RCVBUF` in bytes; nil leaves it to the system.
    init(
        port: Int, _ context: LoadContext, receiveBuffer: Int? = nil
    ) throws(LoadError) {
        do throws(LinkError) {
            self.descriptor = try TCPSocket.connect(to: port, receiveBuffer: receiveBuffer)
        } catch {
            throw LoadError("\(error)")
        }
        guard let tls = unsafe SSL_new(context.handle) else {
            close(self.descriptor)
            throw LoadError("SSL_new failed")
        }
        unsafe self.tls = unsafe tls
        unsafe SSL_set_fd(tls, self.descriptor)
        unsafe SSL_set_connect_state(tls)
        while true {
            let result = unsafe SSL_do_handshake(tls)
            if result == 1 { break }
            guard unsafe SSL_get_error(tls, result) == SSL_ERROR_WANT_READ,
                Self.wait(self.descriptor, for: Self.handshakeMaximum)
            else { throw LoadError("the TLS handshake failed") }
        }
    }

    deinit {
        unsafe SSL_free(self.tls)
        close(self.descriptor)
    }

    /// Waits until there is something to read.
    @discardableResult
    static func wait(_ descriptor: CInt, for milliseconds: CInt) -> Bool {
        var entry = pollfd(fd: descriptor, events: CShort(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) == 1
    }

    /// 32 bytes that only both ends know (RFC 9266).
    var channelBinding: [UInt8] {
        let label = "EXPORTER-Channel-Binding"
        var binding = [UInt8](repeating: 0, count: 32)
        _ = unsafe SSL_export_keying_material(
            self.tls, &binding, binding.count, label, label.utf8.count, nil, 0, 1)
        return binding
    }

    /// Sends, or keeps what the system does not take now for `flush`.
    func write(_ bytes: [UInt8]) {
        if self.unsent.isEmpty { self.unsent = bytes } else { self.unsent += bytes }
        self.flush()
    }

    /// Sends what `write` had to keep.
    func flush() {
        guard !self.unsent.isEmpty else { return }
        var start = 0
        unsafe self.unsent.withUnsafeBytes { bytes in
            while start < bytes.count {
                let rest = unsafe bytes[start...]
                let count = unsafe SSL_write(
                    self.tls, UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                    CInt(clamping: rest.count))
                guard count > 0 else { break }
                start += Int(count)
            }
        }
        if start == self.unsent.count {
            self.unsent.removeAll(keepingCapacity: true)
        } else {
            self.unsent.removeFirst(start)
        }
    }

    /// Reads what is there into the buffer; 0 if nothing is.
    func read(into buffer: inout [UInt8]) throws(LoadError) -> Int {
        let length = CInt(clamping: buffer.count)
        let count = unsafe buffer.withUnsafeMutableBytes { buffer in
            unsafe SSL_read(self.tls, buffer.baseAddress, length)
        }
        if count > 0 { return Int(count) }
        guard unsafe SSL_get_error(self.tls, count) == SSL_ERROR_WANT_READ else {
            throw LoadError("the server closed a connection")
        }
        return 0
    }
}
