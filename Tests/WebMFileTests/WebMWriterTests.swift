import Foundation
import Testing
import Units

@testable import WebMFile

struct WebMWriterTests {
    private let folder: TemporaryFolder

    init() throws {
        self.folder = try TemporaryFolder()
    }

    @Test func aFinishedFileIsWhatEveryPlayerExpects() throws {
        let path = self.folder.path("talk.webm")
        try self.record(Clip.frames, to: path)
        let streams = try Tool.probe(
            path, ["-show_entries", "stream=codec_name,width,height,sample_rate,channels"])
        #expect(streams == ["vp8,160,96", "opus,48000,1"])
        let duration = try Tool.probe(path, ["-show_entries", "format=duration"])
        #expect(abs((duration.first.flatMap(Double.init) ?? 0) - Double(Clip.seconds)) < 0.1)
        let decoded = try Tool.run("ffmpeg", ["-xerror", "-i", path, "-f", "null", "-"])
        #expect(decoded.status == 0)
        #expect(decoded.errors == "")
        let times = try Tool.packetTimes(path)
        #expect(times["video"]?.count == Clip.frames.count { $0.isVideo })
        #expect(times["audio"]?.count == Clip.frames.count { !$0.isVideo })
    }

    @Test func seekingLandsOnAKeyFrameByTheIndex() throws {
        let path = self.folder.path("talk.webm")
        try self.record(Clip.frames, to: path)
        let found = try Tool.probe(
            path,
            [
                "-select_streams", "v", "-read_intervals", "6%+#1", "-show_entries",
                "packet=pts_time,flags",
            ])
        #expect(found == ["5.333000,K_"])
    }

    @Test func aFileCutAtAnyByteOfItsGrowthPlaysUpToThere() throws {
        var random = SeededRandom(seed: 4307)
        let path = self.folder.path("live.webm")
        let snapshots = Set(
            (0..<16).map { _ in Int.random(in: 5..<Clip.frames.count, using: &random) })
        var writer = try WebMWriter(creating: path, width: Clip.width, height: Clip.height)
        for (index, frame) in Clip.frames.enumerated() {
            let before = writer.length
            try Self.write(frame, to: &writer)
            guard snapshots.contains(index) else { continue }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            let cut = Int.random(in: Int(before)...bytes.count, using: &random)
            let copy = self.folder.path("cut-\(index).webm")
            try bytes.prefix(cut).write(to: URL(fileURLWithPath: copy))
            try self.expectAll(Clip.frames[..<index], playFrom: copy)
        }
    }

    @Test func aFinishedFileCutAtAnyBytePlaysUpToThere() throws {
        var random = SeededRandom(seed: 64)
        let path = self.folder.path("talk.webm")
        let ends = try self.record(Clip.frames, to: path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for number in 0..<16 {
            let cut = Int.random(in: Int(ends[3])...bytes.count, using: &random)
            let copy = self.folder.path("cut-\(number).webm")
            try bytes.prefix(cut).write(to: URL(fileURLWithPath: copy))
            try self.expectAll(Clip.frames[..<ends.count { $0 <= cut }], playFrom: copy)
        }
    }

    @Test func anExistingFileIsNeverReplaced() throws {
        let path = self.folder.path("talk.webm")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: WebMError.exists(path: path)) {
            _ = try WebMWriter(creating: path, width: 160, height: 96)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        let path = self.folder.path("nowhere/talk.webm")
        #expect(
            throws: WebMError.failed(
                path: path, call: "open", reason: "No such file or directory")
        ) {
            _ = try WebMWriter(creating: path, width: 160, height: 96)
        }
    }

    @Test(arguments: [(0, 96), (16_384, 96), (160, -1), (160, 16_384)])
    func aPictureSizeThatVP8HasNotIsRefusedBeforeThereIsAFile(width: Int, height: Int) {
        let path = self.folder.path("talk.webm")
        #expect(throws: WebMError.pictureSizeOutOfRange(width: width, height: height)) {
            _ = try WebMWriter(creating: path, width: width, height: height)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func framesThatHaveNoPlaceAreRefused() throws {
        let path = self.folder.path("voice.webm")
        var writer = try WebMWriter(creating: path, width: 0, height: 0, hasVideo: false)
        #expect(throws: WebMError.noSuchTrack(path: path)) {
            try writer.write(video: [1], at: .zero, isKey: true)
        }
        #expect(throws: WebMError.frameLengthOutOfRange(path: path, bytes: 0)) {
            try writer.write(audio: [], at: .zero)
        }
        try writer.finish()
        try writer.finish()
        #expect(throws: WebMError.noSuchTrack(path: path)) {
            try writer.write(audio: [1], at: .zero)
        }
    }

    @Test func soundAloneIsARecordingToo() throws {
        let path = self.folder.path("voice.webm")
        var writer = try WebMWriter(creating: path, width: 0, height: 0, hasVideo: false)
        for frame in Clip.frames where !frame.isVideo { try Self.write(frame, to: &writer) }
        try writer.finish()
        #expect(try Tool.probe(path, ["-show_entries", "stream=codec_name"]) == ["opus"])
        let decoded = try Tool.run("ffmpeg", ["-xerror", "-i", path, "-f", "null", "-"])
        #expect(decoded.errors == "" && decoded.status == 0)
    }

    @Test func aRecordingOfNothingIsStillAFile() throws {
        let path = self.folder.path("empty.webm")
        var writer = try WebMWriter(creating: path, width: 160, height: 96)
        try writer.finish()
        let streams = try Tool.probe(path, ["-show_entries", "stream=codec_name"])
        #expect(streams == ["vp8", "opus"])
    }

    /// Every kind of place for a disk to become full at: in blocks, cluster heads, and the index.
    @Test(arguments: [30_000, 30_001, 30_002, 30_003, 50_011, 70_000])
    func aFullDiskEndsInACleanFile(space: Int64) throws {
        let path = self.folder.path("full.webm")
        var writer = try WebMWriter(
            creating: path, width: Clip.width, height: Clip.height, hasVideo: true,
            hasAudio: true, space: space)
        var written: [ClipFrame] = []
        for frame in Clip.frames {
            do {
                try Self.write(frame, to: &writer)
            } catch let error as WebMError {
                #expect(
                    error
                        == .diskFull(
                            path: path, call: "pwrite", reason: "No space left on device"))
                break
            }
            written.append(frame)
        }
        #expect(written.count > 10 && written.count < Clip.frames.count)
        try writer.finish()
        try self.expectAll(written[...], playFrom: path)
        let decoded = try Tool.run("ffmpeg", ["-xerror", "-i", path, "-f", "null", "-"])
        #expect(decoded.errors == "" && decoded.status == 0)
    }

    @Test func anIndexThatDoesNotFitIsLeftOut() throws {
        let whole = try self.record(Clip.frames, to: self.folder.path("whole.webm"))
        let path = self.folder.path("full.webm")
        var writer = try WebMWriter(
            creating: path, width: Clip.width, height: Clip.height, hasVideo: true,
            hasAudio: true, space: whole[whole.count - 1] + 20)
        for frame in Clip.frames { try Self.write(frame, to: &writer) }
        try writer.finish()
        #expect(writer.length == whole[whole.count - 1])
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        #expect(size.map(Int64.init) == writer.length)
        try self.expectAll(Clip.frames[...], playFrom: path)
    }

    @Test func aDiskFullFromTheStartLeavesNoFile() throws {
        let path = self.folder.path("full.webm")
        #expect(
            throws: WebMError.diskFull(
                path: path, call: "pwrite", reason: "No space left on device")
        ) {
            _ = try WebMWriter(
                creating: path, width: 160, height: 96, hasVideo: true, hasAudio: true,
                space: 100)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aDiskWithRoomAgainGoesOn() throws {
        let path = self.folder.path("room.webm")
        var writer = try WebMWriter(
            creating: path, width: Clip.width, height: Clip.height, hasVideo: true,
            hasAudio: true, space: 40_000)
        var written: [ClipFrame] = []
        // A big picture no longer fits where a packet of sound still does.
        for frame in Clip.frames {
            do {
                try Self.write(frame, to: &writer)
                written.append(frame)
            } catch {}
        }
        try writer.finish()
        #expect(writer.length <= 40_000)
        try self.expectAll(written[...], playFrom: path)
    }

    @Test func soundThatComesLateKeepsItsTime() throws {
        let path = self.folder.path("late.webm")
        let frames = Clip.frames.sorted { left, right in
            func arrival(_ frame: ClipFrame) -> Duration {
                frame.moment + (frame.isVideo ? .zero : .milliseconds(400))
            }
            return arrival(left) < arrival(right)
        }
        try self.record(frames, to: path)
        try self.expectAll(Clip.frames[...], playFrom: path)
        let decoded = try Tool.run("ffmpeg", ["-xerror", "-i", path, "-f", "null", "-"])
        #expect(decoded.errors == "" && decoded.status == 0)
    }

    @Test func wildTimesStayInOrderAndInReach() throws {
        let path = self.folder.path("wild.webm")
        var writer = try WebMWriter(creating: path, width: Clip.width, height: Clip.height)
        var random = SeededRandom(seed: 9)
        for frame in Clip.frames {
            let jump = Duration.milliseconds(Int.random(in: -900...900, using: &random))
            var wild = frame
            wild.moment += jump
            try Self.write(wild, to: &writer)
        }
        for moment in [Duration.seconds(Int64.min), .seconds(-1), .seconds(100)] {
            try writer.write(audio: Clip.frames[0].bytes, at: moment)
        }
        try writer.finish()
        for times in try Tool.packetTimes(path).values {
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    /// Writes everything and finishes; answers where each frame ended in the file.
    @discardableResult
    private func record(_ frames: [ClipFrame], to path: String) throws -> [Int64] {
        var writer = try WebMWriter(creating: path, width: Clip.width, height: Clip.height)
        var ends: [Int64] = []
        for frame in frames {
            try Self.write(frame, to: &writer)
            ends.append(writer.length)
        }
        try writer.finish()
        return ends
    }

    private static func write(_ frame: ClipFrame, to writer: inout WebMWriter) throws {
        if frame.isVideo {
            try writer.write(video: frame.bytes, at: frame.moment, isKey: frame.isKey)
        } else {
            try writer.write(audio: frame.bytes, at: frame.moment)
        }
    }

    /// A player finds at least these frames, each at its time.
    private func expectAll(_ frames: ArraySlice<ClipFrame>, playFrom path: String) throws {
        let times = try Tool.packetTimes(path)
        for (track, isVideo, delay) in [("video", true, 0.0), ("audio", false, 0.0065)] {
            let expected = frames.filter { $0.isVideo == isVideo }
            let found = times[track] ?? []
            #expect(found.count >= expected.count, "\(track) of \(path)")
            #expect(
                zip(found, expected).allSatisfy {
                    abs($0 + delay - $1.moment.seconds) < 0.0021
                }, "\(track) of \(path)")
        }
    }
}
