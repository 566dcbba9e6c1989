internal import Console
internal import Media
internal import SecureSockets
package import Units
internal import Wire

/// How long a picture takes from one participant's camera to another one's screen, over a real server
/// on loopback: the test pattern's frame counter says which picture is seen.
package struct DelayMeasurement: Sendable {
    /// Between two looks; a finer one costs the processor that the pictures need.
    private static let look: Duration = .milliseconds(1)
    /// Pictures before it counts: buffers find their length in the first two seconds.
    private static let warmUp: Duration = .seconds(3)

    /// From capture to the moment a screen would draw it, one for each picture seen, in order.
    package var delays: [Duration] = []
    /// Pictures whose counter could not be read, or that came out of order.
    package var faultCount = 0
    /// Pictures that were captured and never seen.
    package var missedCount = 0

    /// Watches the first actor of a demonstration for some seconds.
    package static func run(
        on stage: DemoCast.Stage, cast: DemoCast, seconds: Double
    ) async throws(Failure) -> DelayMeasurement {
        try await cast.withOpening(on: stage) { conference, connect async throws(Failure) in
            let reception = Reception(playsVoice: true, decodesVideo: true)
            defer { reception.stop() }
            let playback = try await Playback.open(.file("/dev/null"), reception)
            defer { playback?.stop() }
            let stay = try await Stay.begin(
                connect, as: .person, reception, view: PictureSize(width: 640, height: 360),
                choose: { _ in .conference(conference) })
            let measurement = Self.watch(reception, for: .seconds(seconds))
            await stay.leave()
            return measurement
        }
    }

    private static func watch(_ reception: Reception, for duration: Duration) -> DelayMeasurement {
        var measurement = DelayMeasurement()
        var seen: [UInt32: (number: UInt64, counter: UInt32)] = [:]
        let start = Instant.now
        var beat = Beat(interval: Self.look)
        while Instant.now - start < duration + Self.warmUp {
            beat.wait()
            let now = Instant.now
            for (participant, sight) in reception.sights(at: now) {
                let last = seen[participant]
                guard last?.number != sight.number else { continue }
                let counter = TestPattern.number(in: sight.picture)
                seen[participant] = (sight.number, counter ?? last?.counter ?? 0)
                guard now - start > Self.warmUp else { continue }
                guard let counter, let last, counter > last.counter else {
                    measurement.faultCount += 1
                    continue
                }
                measurement.missedCount += Int(counter - last.counter) - 1
                let captured = Instant(nanoseconds: Int64(sight.captureTime) * 1000)
                measurement.delays.append(now - captured)
            }
        }
        return measurement
    }
}
