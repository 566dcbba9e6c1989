internal import Media
internal import Units

/// One second of a conference as a line for programs; the names are in the manual, "STATISTICS".
enum StatisticsLine {
    /// - Parameters:
    ///   - before: a second ago; nil for the first line. Rates and durations are of the time between.
    ///   - time: RFC 3339.
    static func text(
        _ now: ConferenceStatistics, after before: ConferenceStatistics?, time: String
    ) -> String {
        let interval = before.map { now.at - $0.at }
        var line = JSONLine(type: "statistics")
        line.add("time", time)
        line.add("connection", now.connection.map { self.connection($0, before?.connection) })
        line.add(
            "participants",
            now.participants.map { participant in
                let last = before?.participants.first { $0.number == participant.number }
                return self.participant(participant, last, interval)
            })
        line.add("camera", now.camera.map { self.camera($0, before?.camera, interval) })
        if let isOn = now.isMicrophoneOn { line.add("microphone_on", isOn) }
        return line.text
    }

    private static func connection(
        _ now: ConferenceStatistics.Connection, _ before: ConferenceStatistics.Connection?
    ) -> JSONLine {
        var object = JSONLine()
        object.add("round_trip_ms", milliseconds: now.roundTrip)
        object.add("queued_bytes", now.queued.bytes)
        object.add("estimate_kbps", now.rate.map { Double($0) / 1000 })
        object.add("target_kbps", Double(now.target) / 1000)
        for (reason, name) in [
            (SendScheduler.DropReason.late, "late"), (.full, "full"), (.dependent, "dependent"),
            (.unwanted, "unwanted"),
        ] {
            let count = now.dropCounts[reason] ?? 0
            // Each connection counts anew.
            let last = before?.dropCounts[reason] ?? 0
            object.add("dropped_\(name)", count >= last ? count - last : count)
        }
        return object
    }

    private static func participant(
        _ now: ConferenceStatistics.Participant, _ before: ConferenceStatistics.Participant?,
        _ interval: Duration?,
    ) -> JSONLine {
        var object = JSONLine()
        object.add("participant", now.number)
        object.add("account", now.account)
        object.add("voice", self.voice(now.received.voice, before?.received.voice))
        let video = now.received.video
        object.add("wanted_layer", now.wantedLayer ?? -1)
        object.add("video", video.map { self.video($0, before?.received.video, interval) })
        return object
    }

    private static func voice(
        _ now: ReceptionStatistics.Voice, _ before: ReceptionStatistics.Voice?
    ) -> JSONLine {
        let block = Int(VoiceFormat.blockDuration.seconds * 1000)
        func since(_ count: (ReceptionStatistics.Voice) -> Int) -> Int {
            count(now) - (before.map(count) ?? 0)
        }
        var object = JSONLine()
        object.add("delay_ms", milliseconds: now.age)
        object.add("buffer_target_ms", milliseconds: now.bufferTarget)
        object.add("buffered_ms", now.waitingCount * block)
        object.add("played_ms", since { $0.counters.played } * block)
        object.add("concealed_ms", since { $0.concealedCount } * block)
        object.add("skipped_ms", since { $0.counters.skipped } * block)
        object.add("late", since { $0.counters.late })
        object.add("gaps", since { $0.counters.underruns })
        return object
    }

    private static func video(
        _ now: ReceptionStatistics.Video, _ before: ReceptionStatistics.Video?,
        _ interval: Duration?,
    ) -> JSONLine {
        var object = JSONLine()
        object.add("width", now.width)
        object.add("height", now.height)
        object.add("spatial_layer", now.spatialLayer)
        object.add("temporal_layer", now.temporalLayer ?? -1)
        let shown = now.counters.shown - (before?.counters.shown ?? 0)
        object.add("pictures_per_second", self.rate(shown, interval))
        object.add("delay_ms", milliseconds: now.age)
        object.add("late", now.counters.late - (before?.counters.late ?? 0))
        return object
    }

    private static func camera(
        _ now: ConferenceStatistics.Camera, _ before: ConferenceStatistics.Camera?,
        _ interval: Duration?,
    ) -> JSONLine {
        var object = JSONLine()
        object.add("on", now.isOn)
        object.add("target_kbps", Double(now.target.bitsPerSecond) / 1000)
        let bits = (now.byteCount - (before?.byteCount ?? 0)) * 8
        object.add("encoded_kbps", self.rate(bits, interval).map { $0 / 1000 })
        object.add("layers", now.layerCount)
        object.add("highest_layer", now.highestLayer)
        let pictures = now.pictureCount - (before?.pictureCount ?? 0)
        object.add("pictures_per_second", self.rate(pictures, interval))
        return object
    }

    /// A second; nil without an interval.
    private static func rate(_ count: Int, _ interval: Duration?) -> Double? {
        guard let interval, interval > .zero else { return nil }
        return Double(count) / interval.seconds
    }
}
