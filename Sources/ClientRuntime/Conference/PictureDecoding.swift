internal import Dispatch
internal import Media
internal import Synchronization
internal import Units
internal import VPXVideo
internal import Wire

/// The thread that decodes everybody's pictures.
///
/// Its inbox is bounded: when the decoder can't keep up, packets are dropped as a network would drop
/// them, and the layers they belonged to go on at their next switch point.
final class PictureDecoding: Sendable {
    /// Packets that may wait: half a second of nine participants with three layers each.
    static let inboxMaximum = 512

    private enum Job: Sendable {
        case add(UInt32, [LayerDescription])
        case remove(UInt32)
        case message(MediaHeader, [UInt8])
        case stop
    }

    /// One participant's stream; owned by the thread.
    private final class Stream {
        var assembler: PictureAssembler
        var decoder: LayeredDecoder

        init(_ layers: [LayerDescription]) throws(VPXError) {
            self.assembler = PictureAssembler(layerCount: layers.count)
            self.decoder = try LayeredDecoder(layers: layers)
        }
    }

    typealias PictureHandler =
        @Sendable (_ participant: UInt32, _ picture: Picture, _ captureTime: UInt64) -> Void
    typealias NeedHandler = @Sendable (_ participant: UInt32, _ layer: Int) -> Void

    private struct Shared {
        var jobs: [Job] = []
        var droppedCount: UInt64 = 0
        var isStopping = false
        var onPicture: PictureHandler = { _, _, _ in }
        var onNeed: NeedHandler = { _, _ in }
    }

    private let shared = Mutex(Shared())
    private let filled = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init() {
        _ = NamedThread("decode") { [self] _ in
            self.run()
            self.ended.signal()
        }
    }

    func onPicture(_ handler: @escaping PictureHandler) {
        self.shared.withLock { $0.onPicture = handler }
    }

    func onNeed(_ handler: @escaping NeedHandler) {
        self.shared.withLock { $0.onNeed = handler }
    }

    func add(_ participant: UInt32, _ layers: [LayerDescription]) {
        self.put(layers.isEmpty ? .remove(participant) : .add(participant, layers))
    }

    func remove(_ participant: UInt32) { self.put(.remove(participant)) }

    func take(_ header: MediaHeader, _ payload: [UInt8]) {
        let isTaken = self.shared.withLock { shared in
            guard shared.jobs.count < Self.inboxMaximum else {
                shared.droppedCount += 1
                return false
            }
            shared.jobs.append(.message(header, payload))
            return true
        }
        if isTaken { self.filled.signal() }
    }

    /// Ends the thread and waits for it; a second time does nothing.
    func stop() {
        let isFirst = self.shared.withLock { shared in
            defer { shared.isStopping = true }
            return !shared.isStopping
        }
        guard isFirst else { return }
        self.put(.stop)
        self.ended.wait()
    }

    private func put(_ job: Job) {
        self.shared.withLock { $0.jobs.append(job) }
        self.filled.signal()
    }

    // MARK: The thread

    private func run() {
        var streams: [UInt32: Stream] = [:]
        while true {
            self.filled.wait()
            let jobs = self.shared.withLock { shared in
                defer { shared.jobs.removeAll() }
                return shared.jobs
            }
            for job in jobs {
                switch job {
                case .stop: return
                case .remove(let participant): streams[participant] = nil
                case .add(let participant, let layers):
                    // Layers no decoder can be made for leave the participant without a picture.
                    streams[participant] = try? Stream(layers)
                case .message(let header, let payload):
                    guard let stream = streams[header.participant] else { continue }
                    self.decode(header, payload, stream)
                }
            }
        }
    }

    private func decode(_ header: MediaHeader, _ payload: [UInt8], _ stream: Stream) {
        let (onPicture, onNeed) = self.shared.withLock { ($0.onPicture, $0.onNeed) }
        for picture in stream.assembler.append(header, payload) {
            do throws(VPXError) {
                guard let shown = try stream.decoder.decode(picture) else { continue }
                onPicture(header.participant, shown, picture.captureTime)
            } catch .pictureMalformed(let layer, _) {
                stream.assembler.markBroken(from: layer)
            } catch {
                stream.assembler.markBroken(from: 0)
            }
        }
        if stream.assembler.needsKey {
            onNeed(header.participant, 0)
        } else if let layer = stream.assembler.needsSwitchPoint {
            onNeed(header.participant, layer)
        }
    }
}
