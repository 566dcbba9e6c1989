internal import Media
internal import SecureSockets
internal import Synchronization
internal import Units
internal import VPXVideo
internal import Wire

/// A camera on its way out: one thread takes pictures, one encodes them, the conference seals.
///
/// Between the two is room for one picture, and a newer one replaces it: an encoder that is slow
/// lowers the rate and not the freshness.
final class CameraBroadcast: Broadcast {
    /// A picture and when it was taken.
    struct Capture: Sendable {
        var picture: Picture
        /// Microseconds on this program's clock.
        var time: UInt64
    }

    /// The layers that the others have to know, from the lowest.
    let layers: [LayerDescription]
    private let slot: NewestSlot<Capture>
    private let camera: NamedThread
    private let encoder: NamedThread
    private let shared: Shared

    /// What both threads and their owner see.
    private final class Shared: Sendable {
        let device = DeviceSwitch()
        /// The newest picture, for one's own tile.
        let own = Mutex<Picture?>(nil)
        let encoded = Mutex(Encoded())
    }

    /// What the encoder did so far.
    private struct Encoded {
        var target = BitRate(bitsPerSecond: 0)
        var highestLayer = -1
        var pictureCount = 0
        var byteCount = 0
    }

    /// Opens the camera and starts sending once there is a conference.
    ///
    /// - Throws: what is wrong with the source, with its own exit code.
    static func open(_ source: CameraSource, loops: Bool) async throws(Failure) -> CameraBroadcast?
    {
        if source == .none { return nil }
        let shared = Shared()
        let slot = NewestSlot<Capture>()
        let opened = Outcome<Result<PictureFormat, Failure>>()
        let camera = NamedThread("camera") { shouldStop in
            Self.capture(source, loops, into: slot, opened, shared, shouldStop)
        }
        let format: PictureFormat
        do throws(Failure) { format = try await opened.wait().get() } catch {
            camera.join()
            throw error
        }
        let ready = Outcome<Result<[LayerDescription], Failure>>()
        let encoder = NamedThread("encode") { _ in
            Self.encode(format, from: slot, ready, shared)
        }
        do throws(Failure) {
            let layers = try await ready.wait().get()
            return CameraBroadcast(layers, slot, camera, encoder, shared)
        } catch {
            slot.close()
            camera.join()
            encoder.join()
            throw error
        }
    }

    private init(
        _ layers: [LayerDescription], _ slot: NewestSlot<Capture>, _ camera: NamedThread,
        _ encoder: NamedThread, _ shared: Shared,
    ) {
        self.layers = layers
        self.slot = slot
        self.camera = camera
        self.encoder = encoder
        self.shared = shared
    }

    var device: DeviceSwitch { self.shared.device }

    /// The newest picture, for one's own tile; nil while the camera is off.
    var ownPicture: Picture? { self.isOn ? self.shared.own.withLock { $0 } : nil }

    /// What the encoder does, and has done so far.
    var statistics: ConferenceStatistics.Camera {
        let encoded = self.shared.encoded.withLock { $0 }
        return ConferenceStatistics.Camera(
            isOn: self.isOn, target: encoded.target, layerCount: self.layers.count,
            highestLayer: encoded.highestLayer, pictureCount: encoded.pictureCount,
            byteCount: encoded.byteCount)
    }

    /// Stops both threads and waits for them.
    func stop() {
        self.camera.stop()
        self.slot.close()
        self.camera.join()
        self.encoder.join()
    }

    // MARK: The camera's thread

    private static func capture(
        _ source: CameraSource, _ loops: Bool, into slot: NewestSlot<Capture>,
        _ opened: Outcome<Result<PictureFormat, Failure>>, _ shared: Shared,
        _ shouldStop: () -> Bool,
    ) {
        do throws(Failure) {
            switch source {
            case .none: opened.give(.failure(Failure(.failed, "there is no camera to open")))
            case .pattern:
                try self.capture(
                    PatternSource(seed: UInt64.random(in: 0 ... .max)), into: slot, opened, shared,
                    shouldStop)
            case .file(let path):
                try self.capture(
                    Y4MSource(path: path, loops: loops), into: slot, opened, shared, shouldStop)
            case .device(let path):
                try self.capture(
                    CameraDevice(path: path), into: slot, opened, shared, shouldStop)
            }
        } catch {
            shared.device.broken.note(error)
            opened.give(.failure(error))
        }
    }

    private static func capture(
        _ source: consuming some PictureSource & ~Copyable, into slot: NewestSlot<Capture>,
        _ opened: Outcome<Result<PictureFormat, Failure>>, _ shared: Shared,
        _ shouldStop: () -> Bool,
    ) throws(Failure) {
        opened.give(.success(source.format))
        // A camera whose pictures nobody encodes any more is let go.
        while !shouldStop(), !shared.device.isOver {
            guard let picture = try source.next() else {
                shared.device.end()
                break
            }
            guard shared.device.isOpen else { continue }
            let time = UInt64(max(0, Instant.now.nanoseconds / 1000))
            shared.own.withLock { $0 = picture }
            slot.put(Capture(picture: picture, time: time))
        }
        shared.own.withLock { $0 = nil }
    }

    // MARK: The encoder's thread

    /// Bits for each pixel and picture: about 34 dB on a talking head at 640 × 360.
    private static let bitsPerPixel = 0.1

    private static func encode(
        _ format: PictureFormat, from slot: NewestSlot<Capture>,
        _ ready: Outcome<Result<[LayerDescription], Failure>>, _ shared: Shared,
    ) {
        do throws(VPXError) {
            let pixels = Double(format.width * format.height * format.frameRate)
            let target = BitRate(bitsPerSecond: max(150_000, Int(pixels * self.bitsPerPixel)))
            var encoder = try LayeredEncoder(
                width: format.width, height: format.height, frameRate: format.frameRate,
                layers: .standard, target: target)
            ready.give(.success(encoder.layers))
            var number: UInt32 = 0
            while let capture = slot.take() {
                guard shared.device.isOpen,
                    let conference = shared.device.conference.withLock({ $0 })
                else { continue }
                guard let order = conference.demand.take() else {
                    shared.encoded.withLock { $0.highestLayer = -1 }
                    continue
                }
                let carried = order.target.map { min(target, $0) } ?? target
                encoder.setTarget(carried)
                let parts = try encoder.encode(
                    capture.picture, highestLayer: order.highestLayer, key: order.isKey,
                    switchPoints: order.switchPoints)
                defer { number &+= 1 }
                guard shared.device.isOpen else {
                    // The next picture must not go on from one that nobody gets.
                    conference.demand.wantSwitchPoint(layer: 0)
                    continue
                }
                shared.encoded.withLock { encoded in
                    encoded.target = carried
                    encoded.highestLayer = order.highestLayer
                    encoded.pictureCount += 1
                    encoded.byteCount += parts.reduce(0) { $0 + $1.bytes.count }
                }
                for part in parts {
                    let header = MediaHeader(
                        participant: 0, kind: .camera, spatialLayer: part.spatialLayer,
                        temporalLayer: part.temporalLayer, flags: part.flags, number: number,
                        captureTime: capture.time)
                    conference.send(header, part.bytes)
                }
            }
        } catch {
            let failure = Failure(.failed, "the video encoder failed: \(error)")
            shared.device.broken.note(failure)
            ready.give(.failure(failure))
        }
    }
}
