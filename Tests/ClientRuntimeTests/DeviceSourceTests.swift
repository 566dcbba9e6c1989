import ALSAAudio
import Foundation
import Testing
import Units
import V4LCamera

@testable import ClientRuntime

/// Cameras, microphones and speakers as a person names them, and what is said when they fail.
struct DeviceSourceTests {
    /// A directory that is gone with the test.
    private final class Scratch {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "conclave-sources-\(UUID().uuidString)")

        init() throws {
            try FileManager.default.createDirectory(
                at: self.directory, withIntermediateDirectories: true)
        }

        deinit {
            // Nobody is left to tell.
            try? FileManager.default.removeItem(at: self.directory)
        }

        func path(_ name: String) -> String { self.directory.appending(path: name).path }

        func write(_ name: String, _ bytes: [UInt8]) throws -> String {
            try Data(bytes).write(to: self.directory.appending(path: name))
            return self.path(name)
        }
    }

    private let scratch: Scratch

    init() throws {
        self.scratch = try Scratch()
    }

    private func failure(_ body: () throws(Failure) -> Void) -> Failure? {
        do throws(Failure) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    // MARK: Clips

    private static let clip =
        Array("YUV4MPEG2 W2 H2 F1000:1\n".utf8)
        + (0..<3).flatMap { Array("FRAME\n".utf8) + [UInt8](repeating: $0, count: 6) }

    @Test func aClipPlaysAtItsRateAndEndsOrBeginsAgain() throws {
        let path = try self.scratch.write("clip.y4m", Self.clip)
        var once = try Y4MSource(path: path, loops: false)
        #expect(once.format == PictureFormat(width: 2, height: 2, frameRate: 1000))
        var shown: [UInt8] = []
        while let picture = try once.next() { shown.append(picture.samples[0]) }
        #expect(shown == [0, 1, 2])
        var again = try Y4MSource(path: path, loops: true)
        shown = []
        for _ in 0..<8 { shown.append(try again.next()?.samples[0] ?? 99) }
        #expect(shown == [0, 1, 2, 0, 1, 2, 0, 1])
    }

    @Test func aClipThatIsNotThereSaysSo() {
        let path = self.scratch.path("nosuch.y4m")
        let failure = self.failure { () throws(Failure) in
            _ = try Y4MSource(path: path, loops: false)
        }
        #expect(failure == Failure(.noInput, "cannot read '\(path)': No such file or directory"))
    }

    @Test func aDirectoryIsNoClip() {
        let path = self.scratch.directory.path
        let failure = self.failure { () throws(Failure) in
            _ = try Y4MSource(path: path, loops: false)
        }
        #expect(failure == Failure(.noInput, "cannot read '\(path)': Is a directory"))
    }

    @Test func aClipWithABrokenHeaderSaysWhatIsWrongAndHowToMakeOne() throws {
        let recipe = "make one with: ffmpeg -i INPUT -pix_fmt yuv420p clip.y4m"
        func check(_ text: String, _ message: String) throws {
            let path = try self.scratch.write("broken.y4m", Array(text.utf8))
            let failure = self.failure { () throws(Failure) in
                _ = try Y4MSource(path: path, loops: false)
            }
            #expect(failure == Failure(.badData, "'\(path)' \(message)", hint: recipe))
        }
        try check(
            "RIFF and so on", "is not a Y4M clip we can show: it does not begin with YUV4MPEG2")
        try check(
            "YUV4MPEG2 W640 F25:1\n",
            "is not a Y4M clip we can show: its header gives no size")
        try check(
            "YUV4MPEG2 W640 H360 C420p10\n",
            "is not a Y4M clip we can show: its pixels are 420p10, but only 8-bit 420, 422, 444 and mono can be shown"
        )
        try check("YUV4MPEG2 W640 H360\n", "holds no picture")
        try check("", "holds no picture")
    }

    // MARK: Cameras

    @Test func aCameraThatIsNotThereSaysSoAndWhatThereIs() {
        let cameras = [
            V4LDevice(path: "/dev/video0", name: "Webcam"),
            V4LDevice(path: "/dev/video2", name: "Microscope"),
        ]
        #expect(
            CameraError.notFound(path: "/dev/video9").failure(cameras: cameras).lines(
                of: "conclave")
                == [
                    "conclave: error: there is no camera '/dev/video9'",
                    "conclave: hint: cameras here: v4l2:/dev/video0 (Webcam), v4l2:/dev/video2 (Microscope)",
                ])
        let failure = self.failure { () throws(Failure) in
            _ = try CameraDevice(path: "/dev/nosuchvideo")
        }
        #expect(failure?.message == "there is no camera '/dev/nosuchvideo'")
        #expect(failure?.exitCode == .noInput)
        let null = self.failure { () throws(Failure) in _ = try CameraDevice(path: "/dev/null") }
        #expect(null?.message == "'/dev/null' is not a camera")
        #expect(null?.exitCode == .noInput)
    }

    @Test func everyOtherFailureOfACameraHasItsWordsAndItsCode() {
        let path = "/dev/video0"
        let expected: [(CameraError, Failure)] = [
            (
                .vanished(path: path),
                Failure(
                    .unavailable, "camera '/dev/video0' was unplugged",
                    hint: "plug it in and try again")
            ),
            (
                .busy(path: path),
                Failure(
                    .temporary, "camera '/dev/video0' is used by another program",
                    hint: "close that program; 'fuser /dev/video0' names it")
            ),
            (
                .notPermitted(path: path),
                Failure(
                    .notPermitted, "camera '/dev/video0' may not be opened",
                    hint: "add yourself to the group 'video' and log in again")
            ),
            (
                .noUsableFormat(path: path, offered: ["H264", "HEVC"]),
                Failure(
                    .unavailable, "camera '/dev/video0' gives pictures only as H264, HEVC",
                    hint: "use one that gives YUYV, MJPG, NV12 or YU12")
            ),
            (
                .notFound(path: path),
                Failure(
                    .noInput, "there is no camera '/dev/video0'",
                    hint: "no camera was found here; use pattern or file:clip.y4m")
            ),
            (
                .failed(call: "VIDIOC_S_FMT", reason: "Invalid argument"),
                Failure(.unavailable, "the camera failed: VIDIOC_S_FMT: Invalid argument")
            ),
        ]
        for (error, failure) in expected { #expect(error.failure(cameras: []) == failure) }
    }

    // MARK: Sound

    @Test func aSpeakerFileHoldsWhatAMicrophoneFilePlays() throws {
        let path = self.scratch.path("heard.wav")
        let blocks = (1...3).map { [Int16](repeating: Int16($0), count: 960) }
        do {
            var sink = try WAVSink(path: path)
            for block in blocks { try sink.play(block) }
            try sink.finish()
        }
        var once = try WAVSource(path: path, loops: false)
        var heard: [Int16] = []
        for _ in 0..<5 { heard.append(try once.next()?.last ?? 99) }
        #expect(heard == [1, 2, 3, 0, 0])
        var again = try WAVSource(path: path, loops: true)
        heard = []
        for _ in 0..<5 { heard.append(try again.next()?.last ?? 99) }
        #expect(heard == [1, 2, 3, 1, 2])
    }

    @Test func soundFilesThatCannotBePlayedOrMadeSayWhy() throws {
        let missing = self.scratch.path("nosuch.wav")
        let notThere = self.failure { () throws(Failure) in
            _ = try WAVSource(path: missing, loops: false)
        }
        #expect(
            notThere == Failure(.noInput, "cannot read '\(missing)': No such file or directory"))
        let text = try self.scratch.write("text.wav", Array("Hello, is this a sound?".utf8))
        let broken = self.failure { () throws(Failure) in
            _ = try WAVSource(path: text, loops: false)
        }
        #expect(
            broken
                == Failure(
                    .badData,
                    "'\(text)' is not a WAV file we can play: it does not begin with RIFF and WAVE",
                    hint: "make one with: ffmpeg -i INPUT -ac 1 -ar 48000 speech.wav"))
        let nowhere = self.scratch.path("no/such/heard.wav")
        let uncreated = self.failure { () throws(Failure) in _ = try WAVSink(path: nowhere) }
        #expect(
            uncreated
                == Failure(.cannotCreate, "cannot create '\(nowhere)': No such file or directory"))
    }

    @Test func aSpeakerFileThatExistsIsNotReplaced() throws {
        let path = try self.scratch.write("heard.wav", Array("precious".utf8))
        let failure = self.failure { () throws(Failure) in _ = try WAVSink(path: path) }
        #expect(
            failure
                == Failure(
                    .cannotCreate, "'\(path)' exists already",
                    hint: "name another file, or remove this one first"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("precious".utf8))
    }

    @Test func aFullDiskIsAnInputOutputError() {
        let failure = self.failure { () throws(Failure) in _ = try WAVSink(path: "/dev/full") }
        #expect(
            failure == Failure(.inputOutput, "cannot write '/dev/full': No space left on device"))
    }

    @Test func everyFailureOfASoundDeviceHasItsWordsAndItsCode() {
        let name = "hw:9"
        let missing = ALSAError.notFound(device: name, reason: "No such device")
        #expect(
            missing.failure(of: .microphone, name: name)
                == Failure(
                    .noInput, "there is no microphone 'hw:9': No such device",
                    hint: "use alsa:default, a name that 'arecord -L' shows, or none"))
        #expect(
            missing.failure(of: .speaker, name: name)
                == Failure(
                    .unavailable, "there is no speaker 'hw:9': No such device",
                    hint: "use alsa:default, a name that 'aplay -L' shows, or none"))
        #expect(
            ALSAError.busy(device: name).failure(of: .speaker, name: name)
                == Failure(
                    .temporary, "speaker 'hw:9' is used by another program",
                    hint: "close that program, or use alsa:default to share the card with it"))
        #expect(
            ALSAError.notPermitted(device: name, reason: "Permission denied")
                .failure(of: .microphone, name: name)
                == Failure(
                    .notPermitted, "microphone 'hw:9' may not be opened: Permission denied",
                    hint: "add yourself to the group 'audio' and log in again"))
        #expect(
            ALSAError.lost(device: name, reason: "No such device")
                .failure(of: .microphone, name: name)
                == Failure(.unavailable, "microphone 'hw:9' is gone: No such device"))
        #expect(
            ALSAError.failed(call: "snd_pcm_open", reason: "Invalid argument")
                .failure(of: .speaker, name: name)
                == Failure(.unavailable, "speaker 'hw:9' failed: snd_pcm_open: Invalid argument"))
    }
}
