import SecureSockets
import Wire

/// A delegate that writes down what it is told and lets a test wait for it.
final class Recorder: SecureConnectionDelegate {
    enum Happening: Equatable {
        case connected(binding: [UInt8], fingerprint: String)
        case received(Frame)
        case disconnected(SocketEnd)
    }

    /// Answers a happening on the event loop, where a connection may be used.
    typealias Answer = @Sendable (Happening, SecureConnection?) -> Void

    private let answer: Answer
    private let continuation: AsyncStream<Happening>.Continuation

    let happenings: AsyncStream<Happening>

    init(answer: @escaping Answer = { _, _ in }) {
        self.answer = answer
        (self.happenings, self.continuation) = AsyncStream.makeStream()
    }

    /// Everything up to the end of the first connection that ends.
    func untilDisconnected() async -> [Happening] {
        var all: [Happening] = []
        for await happening in self.happenings {
            all.append(happening)
            if case .disconnected = happening { break }
        }
        return all
    }

    func connected(_ connection: SecureConnection, channelBinding: [UInt8], fingerprint: String) {
        self.tell(.connected(binding: channelBinding, fingerprint: fingerprint), connection)
    }

    func received(_ frame: Frame, on connection: SecureConnection) {
        self.tell(.received(frame), connection)
    }

    func disconnected(_ end: SocketEnd, from connection: SecureConnection?) {
        self.tell(.disconnected(end), connection)
    }

    private func tell(_ happening: Happening, _ connection: SecureConnection?) {
        self.answer(happening, connection)
        self.continuation.yield(happening)
    }
}
