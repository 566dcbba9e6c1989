import Foundation
import OpusVoice
import Units

/// A picture or a packet of sound, and when.
struct ClipFrame: Sendable {
    var isVideo: Bool
    var isKey: Bool
    var bytes: [UInt8]
    var moment: Duration
}

/// Ten seconds of real VP8 (libvpx by ffmpeg, 15 pictures a second) and Opus (a tone), in order.
enum Clip {
    static let width = 160
    static let height = 96
    static let seconds = 10

    static let frames: [ClipFrame] = {
        do {
            return (try Self.video() + Self.audio()).sorted { $0.moment < $1.moment }
        } catch {
            fatalError("the clip could not be made: \(error)")
        }
    }()

    private static func video() throws -> [ClipFrame] {
        let source = "testsrc=size=\(self.width)x\(self.height):rate=15:duration=\(self.seconds)"
        let encoded = try Tool.run(
            "ffmpeg",
            [
                "-f", "lavfi", "-i", source, "-c:v", "libvpx", "-g", "40", "-b:v", "200k",
                "-auto-alt-ref", "0", "-deadline", "realtime", "-f", "ivf", "-",
            ])
        return self.frames(ofIVF: encoded.output)
    }

    /// IVF: 32 bytes of header, then frames of a 12-byte header (length, time) and their bytes.
    private static func frames(ofIVF bytes: [UInt8]) -> [ClipFrame] {
        var frames: [ClipFrame] = []
        var offset = 32
        while offset + 12 <= bytes.count {
            let length = bytes[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
            let frame = Array(bytes[(offset + 12)..<(offset + 12 + length)])
            let moment = Duration.microseconds(frames.count * 1_000_000 / 15)
            frames.append(
                ClipFrame(isVideo: true, isKey: frame[0] & 1 == 0, bytes: frame, moment: moment))
            offset += 12 + length
        }
        return frames
    }

    private static func audio() throws -> [ClipFrame] {
        var encoder = try OpusEncoder(bitRate: .kilobits(24))
        return try (0..<(self.seconds * 50)).map { index in
            let samples = (0..<VoiceFormat.frameLength).map { sample in
                Int16(8000 * sin(Double(index * VoiceFormat.frameLength + sample) * 0.0576))
            }
            return ClipFrame(
                isVideo: false, isKey: true, bytes: try encoder.encode(samples.span),
                moment: .milliseconds(20 * index))
        }
    }
}
