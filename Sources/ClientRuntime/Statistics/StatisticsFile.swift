internal import Glibc
internal import NIOCore
internal import SecureSockets
internal import Units

/// A file to which one line a second is written, for as long as a conference lasts.
final class StatisticsFile: Sendable {
    private static let interval: Duration = .seconds(1)

    private let thread: NamedThread

    /// Begins to write.
    ///
    /// - Parameter descriptor: Of a file that `NewFile` has made; closed at the end.
    init(_ descriptor: Int32, _ conference: Conference, _ media: LocalMedia?) {
        self.thread = NamedThread("statistics") { shouldStop in
            defer { close(descriptor) }
            var beat = Beat(interval: Self.interval)
            var before: ConferenceStatistics?
            while !shouldStop() {
                beat.wait()
                let now = Self.look(at: conference, media)
                guard let now else { return }
                let text = StatisticsLine.text(
                    now, after: before, time: Moment.now.timestamp.rfc3339)
                guard Self.write(text + "\n", to: descriptor) else { return }
                before = now.remembering(before)
            }
        }
    }

    /// Writes no more, and waits for the line under way.
    func stop() { self.thread.join() }

    private static func look(
        at conference: Conference, _ media: LocalMedia?
    ) -> ConferenceStatistics? {
        // Only a loop that has ended refuses.
        try? conference.client.loop.submit { conference.statistics(media, at: .now) }.wait()
    }

    /// False if nobody reads any more, or the disk is full: statistics end no conference.
    ///
    /// A line for which a pipe has no room is left out.
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        }
        return count == bytes.count || (count < 0 && errno == EAGAIN)
    }
}
