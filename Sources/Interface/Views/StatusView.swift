internal import Canvas
internal import Units

/// The status line: first of all where a line goes (L2.11), then how well it is protected (L7.3).
extension State {
    func drawStatus(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        canvas.fill(area, style: theme[.statusText])
        let spans = self.statusSpans(columns: area.columns)
        let width = spans.reduce(0) { $0 + $1.text.width + 2 }
        let (left, right) = area.split(right: width)
        if let selected = self.selected {
            let destination = self.destination(of: selected)
            let style: StyleName = destination.isPrivate ? .statusPrivate : .statusShared
            let label = destination.label.fitted(to: left.columns)
            canvas.put([Span(label, style)], in: left, theme: theme)
        }
        canvas.put(spans.flatMap { [Span("  ", .statusText), $0] }, in: right, theme: theme)
    }

    /// What a click on the status line switches.
    func deviceAction(at point: Point) -> Action? {
        var column = self.columns
        for span in self.statusSpans(columns: self.columns).reversed() {
            let end = column
            column -= span.text.width
            if (column..<end).contains(point.column) {
                if span.text.text.hasPrefix("mic ") { return .microphone }
                if span.text.text.hasPrefix("cam ") { return .camera }
            }
            column -= 2
        }
        return nil
    }

    /// The right half, as much of it as leaves room for where a line goes; in order of importance.
    private func statusSpans(columns: Int) -> [Span] {
        let label = self.selected.map { self.destination(of: $0).label.width } ?? 0
        let room = columns - min(label, columns / 2 + 8)
        var used = 0
        var kept: [Span] = []
        for span in self.encryptionSpans + self.troubleSpans + self.wideSpans + self.onlineSpans {
            guard used + span.text.width + 2 <= room else { continue }
            used += span.text.width + 2
            kept.append(span)
        }
        return kept.reversed()
    }

    private var encryptionSpans: [Span] {
        guard let call = self.call else { return [] }
        return [Span(Sanitized(remote: call.view.encryption.rawValue), .statusEncrypted)]
    }

    /// What else is not as it should be.
    private var troubleSpans: [Span] {
        var spans: [Span] = []
        switch self.connection {
        case .online: break
        case .connecting: spans.append(Span("connecting", .statusLag))
        case .offline: spans.append(Span(self.retryWords, .statusOffline))
        case .failed: spans.append(Span("not connected", .statusOffline))
        }
        if let transfer = self.transfer {
            spans.append(Span(transfer.words, .statusText))
        }
        guard self.call != nil else { return spans }
        if let delay = self.network.delay, delay > NetworkState.delayMaximum {
            spans.append(Span("delay \(delay.nanoseconds / 1_000_000) ms", .statusLag))
        }
        if let remark = self.network.remark {
            spans.append(Span(Sanitized(remote: remark).truncated(to: 28), .statusLag))
        }
        return spans
    }

    /// What the network does to the conference, without numbers that change every second; nil for
    /// nothing. What was said to be slow stays so until it is clearly not.
    func networkWords(wasSlow: Bool) -> Sanitized? {
        guard self.call != nil else { return nil }
        if let remark = self.network.remark { return Sanitized(remote: remark) }
        let limit = NetworkState.delayMaximum * (wasSlow ? 0.8 : 1)
        guard let delay = self.network.delay, delay > limit else { return nil }
        return "sound is late"
    }

    private var retryWords: Sanitized {
        self.secondsToRetry.map { "offline, again in \($0) s" } ?? "offline, trying again"
    }

    /// Nil while it is being tried.
    var secondsToRetry: Int64? {
        self.retryAt.map { max(1, (($0 - self.now).nanoseconds + 999_999_999) / 1_000_000_000) }
    }

    private var wideSpans: [Span] { self.frame.list == nil ? [] : self.deviceSpans }

    private var onlineSpans: [Span] {
        self.connection == .online ? [Span("online", .statusOnline)] : []
    }

    /// Recorder, microphone and camera.
    var deviceSpans: [Span] {
        guard let call = self.call else { return [] }
        var spans: [Span] = []
        if let recorder = call.recorders.first {
            let name = Sanitized(remote: recorder.name).truncated(to: 16)
            let words: Sanitized = self.frame.list == nil ? "REC" : "REC by \(name)"
            spans.append(Span(words, .callRecording))
        }
        spans.append(
            self.isMicrophoneOn ? Span("mic on", .statusLive) : Span("mic off", .statusMuted))
        spans.append(
            self.isCameraOn ? Span("cam on", .statusLive) : Span("cam off", .statusMuted))
        return spans
    }
}

extension TransferView {
    /// `up notes.pdf 42 %`.
    var words: Sanitized {
        let share = self.size == 0 ? 1 : Double(self.done) / Double(self.size)
        let percent = Int(min(1, max(0, share)) * 100)
        let name = Sanitized(remote: self.name).truncated(to: 16)
        return "\(self.isUpload ? "sending" : "fetching") \(name) \(percent) %"
    }
}

extension Sanitized {
    /// An audience's label cut in its middle, so that how many read is never lost.
    func fitted(to columns: Int) -> Sanitized {
        guard self.width > columns, let open = self.text.lastIndex(of: "(") else {
            return self.truncated(to: columns)
        }
        let end = Sanitized(remote: String(self.text[open...]))
        let start = Sanitized(remote: String(self.text[..<open]))
        guard end.width + 2 <= columns else { return self.truncated(to: columns) }
        return start.truncated(to: columns - end.width - 1) + " " + end
    }
}
