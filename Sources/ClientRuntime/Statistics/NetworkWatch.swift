internal import Canvas
internal import Interface
internal import Media
internal import Units

/// What the network does to a conference, in words for a person; asked once a second.
///
/// **A remark comes once its cause has lasted, and goes once it has been away for longer**, so that
/// the words can be read and `--plain` is not a stream of them.
struct NetworkWatch {
    /// Looks in a row that a cause must be seen before it is said: the first one may be a
    /// beginning.
    private static let onsetCount = 2
    /// Looks without a cause before the remark goes.
    private static let releaseCount = 5
    /// Of what is heard, made up: less is not noticed.
    private static let concealedMaximum = 0.05

    private var before: ConferenceStatistics?
    private var shown: String?
    private var candidate: String?
    private var candidateCount = 0

    /// Takes a look.
    mutating func look(_ now: ConferenceStatistics) -> NetworkState {
        defer { self.before = now }
        self.settle(self.before.flatMap { Self.cause(now, after: $0) })
        return NetworkState(delay: self.delay(now), remark: self.shown)
    }

    private mutating func settle(_ cause: String?) {
        guard cause != self.shown else {
            self.candidateCount = 0
            return
        }
        self.candidateCount = cause == self.candidate ? self.candidateCount + 1 : 1
        self.candidate = cause
        let needed = cause == nil ? Self.releaseCount : Self.onsetCount
        if self.candidateCount >= needed { self.shown = cause }
    }

    /// Age of what is heard of those who were heard since the last look, and half of our own way to
    /// the server and back; the others' ways to it can't be seen from here.
    private func delay(_ now: ConferenceStatistics) -> Duration? {
        let ages = now.participants.compactMap { participant -> Duration? in
            let last = self.before?.participants.first { $0.number == participant.number }
            let played = participant.received.voice.counters.played
            guard played > last?.received.voice.counters.played ?? 0 else { return nil }
            return participant.received.voice.age
        }
        return ages.max().map { $0 + (now.connection?.roundTrip ?? .zero) / 2 }
    }

    /// The worst of what is wrong; sound comes before pictures.
    private static func cause(
        _ now: ConferenceStatistics, after before: ConferenceStatistics
    ) -> String? {
        if let connection = now.connection, let last = before.connection {
            let isSlow = [SendScheduler.DropReason.late, .full].contains { reason in
                connection.dropCounts[reason] ?? 0 > last.dropCounts[reason] ?? 0
            }
            if isSlow { return "slow uplink" }
        }
        return self.gaps(now, after: before) ?? self.missingLayers(now)
    }

    private static func gaps(
        _ now: ConferenceStatistics, after before: ConferenceStatistics
    ) -> String? {
        var (concealed, played) = (0, 0)
        for participant in now.participants {
            guard let last = before.participants.first(where: { $0.number == participant.number })
            else { continue }
            concealed +=
                participant.received.voice.concealedCount - last.received.voice.concealedCount
            played +=
                participant.received.voice.counters.played - last.received.voice.counters.played
        }
        let share = Double(concealed) / Double(max(1, concealed + played))
        guard share > self.concealedMaximum else { return nil }
        return "gaps in sound: \(Int(share * 100)) %"
    }

    /// Who is looked at larger than it comes. If that is everybody who could come larger, the link
    /// is ours; the server says nothing about others'.
    private static func missingLayers(_ now: ConferenceStatistics) -> String? {
        let candidates = now.participants.filter { participant in
            (participant.wantedLayer ?? 0) > 0 && participant.received.video?.temporalLayer != nil
        }
        let reduced = candidates.filter { participant in
            (participant.received.video?.spatialLayer ?? 0) < participant.wantedLayer ?? 0
        }
        guard let worst = reduced.min(by: { Self.area($0) < Self.area($1) }),
            let video = worst.received.video
        else { return nil }
        let size = "\(video.width)x\(video.height)"
        if reduced.count == candidates.count, reduced.count > 1 { return "slow link: \(size)" }
        return "\(Sanitized(remote: worst.account).text): only \(size)"
    }

    private static func area(_ participant: ConferenceStatistics.Participant) -> Int {
        participant.received.video.map { $0.width * $0.height } ?? 0
    }
}
