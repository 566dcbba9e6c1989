import ArgumentParser
import Units
import Wire

/// What can be measured of forwarding.
enum ForwardCase: String, CaseIterable, ExpressibleByArgument {
    case fanOut = "fan-out"
    case voice
    case lecture
    case conferences
    case memory
    case silent
}

/// Loads as participants make them.
enum ForwardLoad {
    /// An Opus packet of 20 ms at 32 kbit/s, sealed, in a media frame.
    static let voiceSize = 130
    static let voiceInterval: Duration = .milliseconds(20)
    /// 320 × 180 at 200 kbit/s.
    static let pictureSize = 1667
    static let pictureInterval: Duration = .microseconds(66_667)
    /// Bytes a second to all receivers together that a load stays below: beyond it, a run would
    /// measure how two processes share one memory bus.
    private static let rateMaximum = 100_000_000.0

    /// One sender's messages of one size, in batches; smaller ones are voice.
    static func fanOut(size: Int, batch: Int, receivers: Int) -> [LoadStream] {
        let seconds = max(
            self.voiceInterval.seconds, Double(receivers * batch * size) / self.rateMaximum)
        return [
            LoadStream(
                sender: 0, kind: size <= 200 ? .voice : .camera, size: size, batch: batch,
                interval: .seconds(seconds))
        ]
    }

    static func voice(sender: Int) -> LoadStream {
        LoadStream(
            sender: sender, kind: .voice, size: self.voiceSize, interval: self.voiceInterval,
            phase: self.phase(of: sender, in: self.voiceInterval))
    }

    static func picture(sender: Int) -> LoadStream {
        LoadStream(
            sender: sender, kind: .camera, size: self.pictureSize, interval: self.pictureInterval,
            phase: self.phase(of: sender + 1, in: self.pictureInterval))
    }

    /// A voice and a picture of everybody among so many connections.
    static func everybody(_ count: Int) -> [LoadStream] {
        (0..<count).flatMap { [self.voice(sender: $0), self.picture(sender: $0)] }
    }

    /// People don't begin at the same moment: spread evenly, by the golden ratio.
    private static func phase(of number: Int, in interval: Duration) -> Duration {
        let share = (Double(number) * 0.618_034).truncatingRemainder(dividingBy: 1)
        return interval * share
    }
}
