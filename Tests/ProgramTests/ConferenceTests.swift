import Foundation
import Testing

/// Two people talk, one records, and an independent program says what is in the file.
@Suite(.serialized) struct ConferenceTests {
    /// A clip of moving bars, small enough for any machine.
    private static func writeClip(to path: String) throws {
        let (width, height) = (160, 96)
        var clip = Array("YUV4MPEG2 W\(width) H\(height) F10:1 Ip C420jpeg\n".utf8)
        for number in 0..<10 {
            clip += Array("FRAME\n".utf8)
            for _ in 0..<height {
                clip += (0..<width).map { ($0 + number * 4) / 16 % 2 == 0 ? 60 : 180 }
            }
            clip += [UInt8](repeating: 128, count: width * height / 2)
        }
        try Data(clip).write(to: URL(fileURLWithPath: path))
    }

    private static func probe(_ path: String, _ entries: String) throws -> String {
        try Programs.run(
            "ffprobe",
            ["-v", "error", "-show_entries", entries, "-of", "csv=p=0", path]
        ).output
    }

    @Test(.timeLimit(.minutes(2)))
    func twoPeopleTalkAndARecorderWritesAFileThatPlays() throws {
        let stage = try Stage()
        let clip = stage.folder + "/clip.y4m"
        let file = stage.folder + "/talk.webm"
        try Self.writeClip(to: clip)
        let made = try stage.run("ada", ["chat", "new", "team", "bob"])
        #expect(made.exitCode == 0)

        let ada = try stage.start(
            "ada",
            [
                "call", "#team", "--camera", "file:\(clip)", "--microphone", "tone", "--loop",
                "--seconds", "60",
            ])
        let id = try #require(ada.nextLine())
        let bob = try stage.start(
            "bob", ["join", id, "--camera", "file:\(clip)", "--microphone", "tone", "--loop"])
        let seconds = 4.0
        let recorded = try stage.run(
            "ada",
            ["record", id, "-o", file, "--size", "320x192", "--seconds", "\(Int(seconds))"])
        #expect(recorded.exitCode == 0, "\(recorded.errors)")
        bob.signal(SIGTERM)
        #expect(try bob.waitForEnd().exitCode == 0)
        ada.signal(SIGINT)
        #expect(try ada.waitForEnd().exitCode == 0)

        let codecs = try Self.probe(file, "stream=codec_name")
        #expect(codecs.split(separator: "\n").sorted() == ["opus", "vp8"])
        let duration = try #require(
            Double(
                Self.probe(file, "format=duration").filter { $0.isNumber || $0 == "." }))
        #expect(abs(duration - seconds) < 0.5, "\(duration) s")
        let pictures = try Self.probe(file, "packet=codec_type").split(separator: "\n")
            .count { $0.hasPrefix("video") }
        #expect(
            pictures >= 4, "\(pictures) pictures: one every half second even where nothing moves")
        let decoded = try Programs.run(
            "ffmpeg", ["-v", "error", "-i", file, "-f", "null", "-"])
        #expect(decoded.exitCode == 0)
        #expect(decoded.errors.isEmpty, "\(decoded.errors)")
    }
}
