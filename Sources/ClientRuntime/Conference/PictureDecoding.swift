internal import Dispatch
internal import Media
internal import SecureSockets
internal import Synchronization
internal import Units
internal import VPXVideo
internal import Wire

/// A picture to be shown, and what it was made of.
struct DecodedPicture: Sendable {
    var picture: Picture
    /// When it was taken, in microseconds of its sender's clock.
    var captureTime: UInt64
    /// The highest that it was decoded from.
    var spatialLayer: Int
    var temporalLayer: Int

    init(_ picture: Picture, of assembled: AssembledPicture) {
        self.picture = picture
        self.captureTime = assembled.captureTime
        self.spatialLayer = assembled.layers.last?.spatialLayer ?? 0
        self.temporalLayer = assembled.layers.last?.temporalLayer ?? 0
    }
}

/// The thread that decodes everybody's pictures.
///
/// Its inbox is bounded: when the decoder can't keep up, packets are dropped as a network would drop
/// them, and the layers they belonged to go on at their next switch point.
final class PictureDecoding: Sendable {
    typealias PictureHandler = @Sendable (_ participant: UInt32, DecodedPicture) -> Void
    typealias NeedHandler = @Sendable (_ participant: UInt32, _ layer: Int) -> Void

    /// What the thread and its callers see.
    private final class Shared: Sendable {
        struct Handlers {
            var onPicture: PictureHandler = { _, _ in }
            var onNeed: NeedHandler = { _, _ in }
        }

        let handlers = Mutex(Handlers())
        let inbox = Mutex(DecodingInbox())
        let filled = DispatchSemaphore(value: 0)
    }

    private let shared: Shared
    private let thread: NamedThread

    init() {
        let shared = Shared()
        self.shared = shared
        self.thread = NamedThread("decode") { shouldStop in
            var work = Work(shared)
            while true {
                shared.filled.wait()
                if shouldStop() { return }
                work.run(shared.inbox.withLock { $0.take() }, shouldStop)
            }
        }
    }

    func onPicture(_ handler: @escaping PictureHandler) {
        self.shared.handlers.withLock { $0.onPicture = handler }
    }

    /// Who is told that a layer can't go on without a switch point: at most once a second.
    func onNeed(_ handler: @escaping NeedHandler) {
        self.shared.handlers.withLock { $0.onNeed = handler }
    }

    func add(_ participant: UInt32, _ layers: [LayerDescription]) {
        self.put { $0.announce(participant, layers) }
    }

    func remove(_ participant: UInt32) {
        self.put { $0.end(participant) }
    }

    func take(_ header: MediaHeader, _ payload: [UInt8]) {
        self.put { $0.append(DecodingInbox.Message(header: header, payload: payload)) }
    }

    /// Ends the thread and waits for it; a second time does nothing.
    func stop() {
        self.thread.stop()
        self.shared.filled.signal()
        self.thread.join()
    }

    private func put(_ body: (inout DecodingInbox) -> Bool) {
        if self.shared.inbox.withLock({ body(&$0) }) { self.shared.filled.signal() }
    }

    // MARK: The thread

    /// One participant's stream; owned by the thread.
    private final class Stream {
        var assembler: PictureAssembler
        var decoder: LayeredDecoder

        init(_ layers: [LayerDescription]) throws(VPXError) {
            self.assembler = PictureAssembler(layerCount: layers.count)
            self.decoder = try LayeredDecoder(layers: layers)
        }
    }

    /// What the thread keeps.
    private struct Work {
        private let shared: Shared
        private var streams: [UInt32: Stream] = [:]
        private var requests = SwitchPointRequests()

        init(_ shared: Shared) {
            self.shared = shared
        }

        mutating func run(_ batch: DecodingInbox.Batch, _ shouldStop: () -> Bool) {
            for (participant, layers) in batch.changes {
                self.requests.forget(participant)
                // Layers no decoder can be made for leave the participant without a picture.
                self.streams[participant] = layers.isEmpty ? nil : try? Stream(layers)
            }
            for message in batch.messages where !shouldStop() {
                guard let stream = self.streams[message.header.participant] else { continue }
                self.decode(message, stream)
                self.ask(for: message.header.participant, stream)
            }
        }

        private func decode(_ message: DecodingInbox.Message, _ stream: Stream) {
            let onPicture = self.shared.handlers.withLock { $0.onPicture }
            for picture in stream.assembler.append(message.header, message.payload) {
                do throws(VPXError) {
                    guard let shown = try stream.decoder.decode(picture) else { continue }
                    onPicture(message.header.participant, DecodedPicture(shown, of: picture))
                } catch .pictureMalformed(let layer, _) {
                    stream.assembler.markBroken(from: layer)
                } catch {
                    stream.assembler.markBroken(from: 0)
                }
            }
        }

        private mutating func ask(for participant: UInt32, _ stream: Stream) {
            let layer = stream.assembler.needsKey ? 0 : stream.assembler.needsSwitchPoint
            guard let layer, self.requests.shouldAsk(participant, layer: layer, at: .now)
            else { return }
            self.shared.handlers.withLock { $0.onNeed }(participant, layer)
        }
    }
}
