import Foundation
import Synchronization
import Testing
import Units

@testable import ClientRuntime

struct LocalMediaTests {
    /// What a handler was told, and when.
    private final class Told: Sendable {
        let failures = Mutex<[Failure]>([])
        let came = Outcome<Failure>()

        func tell(_ failure: Failure) {
            self.failures.withLock { $0.append(failure) }
            self.came.give(failure)
        }
    }

    private let path = NSTemporaryDirectory() + "conclave-media-" + UUID().uuidString

    @Test func whatCannotBeOpenedDoesNotKeepTheRestAway() async throws {
        let reception = Reception(playsVoice: true, decodesVideo: false)
        let (media, failures) = await LocalMedia.openWhatIsThere(
            ChosenDevices(
                camera: .pattern, microphone: .file("/no/such.wav"),
                speaker: .file("/no/such/heard.wav"), loops: false),
            reception)
        defer { media.stop() }
        #expect(media.camera?.isOn == true)
        #expect(media.voice == nil)
        #expect(media.playback == nil)
        #expect(failures.map(\.exitCode) == [.noInput, .cannotCreate])
    }

    @Test func aCameraThatBreaksIsToldOnceAndIsOff() async throws {
        let clip =
            Array("YUV4MPEG2 W64 H64 F1000:1\nFRAME\n".utf8)
            + [UInt8](repeating: 128, count: 64 * 64 * 3 / 2) + Array("NO FRAME\n".utf8)
        try Data(clip).write(to: URL(fileURLWithPath: self.path))
        defer { try? FileManager.default.removeItem(atPath: self.path) }
        let media = try await LocalMedia.open(
            ChosenDevices(
                camera: .file(self.path), microphone: .none, speaker: .none, loops: false),
            Reception(playsVoice: false, decodesVideo: false))
        let told = Told()
        media.onFailure(told.tell)
        let failure = await told.came.wait()
        #expect(failure.exitCode == .badData)
        let camera = try #require(media.camera)
        #expect(!camera.isOn)
        camera.isOn = true
        #expect(!camera.isOn)
        #expect(camera.ownPicture == nil)
        media.stop()
        #expect(told.failures.withLock { $0.count } == 1)
    }

    @Test func aClipAtItsEndIsOffAndNoFailure() async throws {
        let clip =
            Array("YUV4MPEG2 W64 H64 F1000:1\nFRAME\n".utf8)
            + [UInt8](repeating: 128, count: 64 * 64 * 3 / 2)
        try Data(clip).write(to: URL(fileURLWithPath: self.path))
        defer { try? FileManager.default.removeItem(atPath: self.path) }
        let media = try await LocalMedia.open(
            ChosenDevices(
                camera: .file(self.path), microphone: .none, speaker: .none, loops: false),
            Reception(playsVoice: false, decodesVideo: false))
        let camera = try #require(media.camera)
        let ended = Outcome<Void>()
        camera.onEnd { ended.give(()) }
        await ended.wait()
        #expect(!camera.isOn)
        #expect(camera.failure == nil)
        media.stop()
    }

    @Test func aSpeakerThatBreaksIsTold() async throws {
        signal(SIGPIPE, SIG_IGN)
        try #require(unsafe mkfifo(self.path, 0o600) == 0)
        defer { try? FileManager.default.removeItem(atPath: self.path) }
        let reader = unsafe open(self.path, O_RDONLY | O_NONBLOCK)
        let media = try await LocalMedia.open(
            ChosenDevices(
                camera: .none, microphone: .none, speaker: .file(self.path), loops: false),
            Reception(playsVoice: true, decodesVideo: false))
        let told = Told()
        media.onFailure(told.tell)
        close(reader)
        #expect(await told.came.wait().exitCode == .inputOutput)
        media.stop()
        #expect(told.failures.withLock { $0.count } == 1)
    }

    @Test func aFailureIsToldOnceWhoeverComesFirst() {
        let (first, second) = (Failure(.failed, "first"), Failure(.failed, "second"))
        for isEarly in [true, false] {
            let (box, told) = (FailureBox(), Told())
            if isEarly { box.note(first) }
            box.onFailure(told.tell)
            box.note(first)
            box.note(second)
            #expect(told.failures.withLock { $0 } == [first])
        }
    }

    @Test func pauseAndTheSwitchDoNotKnowEachOther() {
        let device = DeviceSwitch()
        #expect(device.isOpen)
        device.isPaused = true
        #expect(device.isOn && !device.isOpen)
        // Muted by the person while the program was stopped: it stays so afterwards.
        device.isOn = false
        device.isPaused = false
        #expect(!device.isOn && !device.isOpen)
        device.isOn = true
        #expect(device.isOpen)
    }
}
