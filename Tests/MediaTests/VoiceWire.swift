import Media
import Units

/// A sender's voice on a link with delay, jitter, loss and stalls, and what a listener hears of it.
struct VoiceWire {
    struct Link {
        var delay: Duration = .milliseconds(30)
        /// Up to so much on top of the delay, evenly spread.
        var jitter: Duration = .milliseconds(10)
        var lossPercent = 0
        /// Nothing arrives in this time; then what the sender kept arrives at once.
        var stall: (from: Instant, to: Instant)?
        /// On top of the delay from this moment on.
        var rise: (from: Instant, by: Duration)?
        /// Parts in a million by which the sender's clock is fast.
        var driftPPM = 0
        /// The sender says nothing in this time.
        var pause: (from: Instant, to: Instant)?
        /// Age of voice that the sender's queue drops, and bytes that were on their way before.
        var ageMaximum: Duration = .milliseconds(400)
        var packetsOnTheWay = 20
    }

    struct Heard {
        var at: Instant
        /// nil for concealment and silence.
        var number: Int?
        var delay: Duration?
        var isSilence = false
    }

    private struct Arrival {
        var number: Int
        var at: Instant
        var captureTime: UInt64
    }

    static let block = VoiceFormat.blockDuration

    /// Plays `length` of it; everything follows from the seed.
    static func run(
        _ link: Link, length: Duration, seed: UInt64
    ) -> (heard: [Heard], buffer: VoiceJitterBuffer) {
        var random = SeededRandom(seed: seed)
        // The sender's clock began at another time than ours.
        let clockOffset = Int64.random(in: 0...1_000_000_000_000, using: &random)
        var arrivals: [Arrival] = []
        let count = Int(length.seconds / 0.02)
        let phase = Int64.random(in: 0..<20_000_000, using: &random)
        var number = 0
        for index in 0..<count {
            let captured = Instant.start + Self.block * index
            if let pause = link.pause, captured >= pause.from, captured < pause.to { continue }
            defer { number += 1 }
            guard let at = Self.arrival(captured, link, &random) else { continue }
            let elapsed =
                captured.nanoseconds + captured.nanoseconds / 1_000_000 * Int64(link.driftPPM)
            arrivals.append(
                Arrival(
                    number: number, at: at, captureTime: UInt64((elapsed + clockOffset) / 1000)))
        }
        arrivals.sort { ($0.at, $0.number) < ($1.at, $1.number) }
        var buffer = VoiceJitterBuffer()
        var heard: [Heard] = []
        var next = 0
        for index in 0..<count {
            // The sound card asks in bursts and not to the millisecond.
            let wobble = Int64.random(in: 0..<4_000_000, using: &random)
            let now = Instant(nanoseconds: Int64(index) * 20_000_000 + phase + wobble)
            while next < arrivals.count, arrivals[next].at <= now {
                let arrival = arrivals[next]
                let digits = withoutSign(arrival.number)
                buffer.insert(
                    number: UInt32(arrival.number), captureTime: arrival.captureTime,
                    packet: digits, at: arrival.at)
                next += 1
            }
            heard.append(Self.hear(buffer.next(at: now), at: now, link))
        }
        return (heard, buffer)
    }

    private static func hear(_ playout: VoicePlayout, at now: Instant, _ link: Link) -> Heard {
        switch playout {
        case .silence: return Heard(at: now, isSilence: true)
        case .lost: return Heard(at: now)
        case .packet(let digits):
            let number = digits.reduce(0) { $0 << 8 | Int($1) }
            var captured = Instant.start + Self.block * number
            if let pause = link.pause, captured >= pause.from {
                captured = captured + (pause.to - pause.from)
            }
            return Heard(at: now, number: number, delay: now - captured)
        }
    }

    private static func arrival(
        _ captured: Instant, _ link: Link, _ random: inout SeededRandom
    ) -> Instant? {
        let jitter = Int64.random(in: 0...link.jitter.nanoseconds, using: &random)
        let isLost = Int.random(in: 0..<100, using: &random) < link.lossPercent
        if isLost { return nil }
        var at = captured + link.delay + .nanoseconds(jitter)
        if let rise = link.rise, captured >= rise.from { at = at + rise.by }
        guard let stall = link.stall, at >= stall.from, at < stall.to else { return at }
        // The first ones are in the kernel's buffers and will arrive; the rest wait where they age.
        let waited = captured - stall.from
        let isOnTheWay = waited < Self.block * link.packetsOnTheWay
        if !isOnTheWay, stall.to - captured > link.ageMaximum { return nil }
        // The backlog drains at a packet a millisecond.
        return stall.to + link.delay + .milliseconds(1) * (Int(max(0, waited.seconds) / 0.02) % 40)
    }

    private static func withoutSign(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
