internal import Canvas
internal import Rooms

/// A poll as rows below its question: numbers, bars and counts.
///
///     1 ✓ soup                ██████▊        2   67%
///     2   rice                ███▎           1   33%
///     3 voted · several answers · anonymous
struct PollRows {
    /// A bar, the votes and their share: what stands to the right of an answer.
    private static let numbersWidth = 12
    private static let indent = 4
    /// Shorter where there is less room.
    private static let barMaximum = 10
    /// An answer with less room has its bar below it.
    private static let labelMinimum = 16
    /// Of a row, unless an answer needs more: numbers far from their answers are read in the wrong row.
    private static let columnsUsual = 56

    let tally: PollTally
    /// That there are.
    let room: Int
    /// Whether it is told who chose what.
    let showsNames: Bool
    /// What somebody is called.
    let shown: (AccountName) -> Sanitized

    private var barWidth: Int {
        max(0, min(Self.barMaximum, self.room - Self.indent - Self.numbersWidth))
    }

    /// Of a row.
    private var columns: Int {
        let longest = self.tally.poll.options.map { Sanitized(remote: $0).width }.max() ?? 0
        let needed = Self.indent + longest + 1 + Self.barMaximum + Self.numbersWidth
        return min(self.room, max(Self.columnsUsual, needed))
    }

    func add(to rows: inout Rows) {
        for (index, option) in self.tally.poll.options.enumerated() {
            self.add(Sanitized(remote: option), index + 1, to: &rows)
        }
        rows.add(self.tally.state.text, .messageReaction)
    }

    private func add(_ option: Sanitized, _ number: Int, to rows: inout Rows) {
        let isOwn = self.tally.own?.numbers.contains(number) == true
        let style: StyleName = isOwn ? .messageOwn : .messageText
        let head = Sanitized(remote: "\(number)").padded(to: 2) + (isOwn ? "✓ " : "  ")
        let count = self.count(of: number)
        let room = self.columns - self.barWidth - Self.numbersWidth
        let label = head + option
        if room >= Self.labelMinimum, label.width <= room - 1 {
            rows.add((label.padded(to: room) + count).text, style)
        } else {
            rows.add(label.text, style)
            rows.add((Self.gap(room) + count).text, style)
        }
        let names = self.tally.names(of: number, self.shown)
        if self.showsNames, !names.isEmpty {
            rows.add((Self.gap(Self.indent) + names).text, .messageSystem, isCut: true)
        }
    }

    private static func gap(_ columns: Int) -> Sanitized { Sanitized("").padded(to: columns) }

    /// `██████▊        2   67%`.
    private func count(of number: Int) -> Sanitized {
        let percent = self.tally.percent(of: number)
        let votes = Sanitized(remote: "\(self.tally.counts[number - 1].votes)")
        let share = Sanitized(remote: "\(percent)%")
        return self.bar(percent) + votes.padded(to: 6, alignRight: true)
            + share.padded(to: 6, alignRight: true)
    }

    /// So many of a hundred, in eighths of a cell.
    private func bar(_ percent: Int) -> Sanitized {
        let eighths = (percent * self.barWidth * 8 + 50) / 100
        let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        let bar = String(repeating: "█", count: eighths / 8) + part
        return Sanitized(remote: bar).padded(to: self.barWidth)
    }
}

extension PollTally {
    /// `3 voted · several answers · anonymous · closed`.
    var state: Sanitized {
        var words = ["\(self.voters) voted"]
        if self.poll.isMultiple { words.append("several answers") }
        if self.poll.isAnonymous { words.append("anonymous") }
        if self.isClosed { words.append("closed") }
        return Sanitized(remote: words.joined(separator: " · "))
    }

    /// `alice, bob and 3 more`; empty if nobody is told of.
    func names(of number: Int, _ shown: (AccountName) -> Sanitized) -> Sanitized {
        let count = self.counts[number - 1]
        guard !count.accounts.isEmpty else { return "" }
        let names = count.accounts.map { shown($0).text }.joined(separator: ", ")
        let rest = count.votes - count.accounts.count
        return Sanitized(remote: rest > 0 ? "\(names) and \(rest) more" : names)
    }

    /// For `--plain`: `1. soup: 2 of 3, 67 %, your choice (alice, bob)`.
    func sentences(_ shown: (AccountName) -> Sanitized) -> [Sanitized] {
        let answers = zip(1..., self.poll.options).map { number, option -> Sanitized in
            let share =
                "\(self.counts[number - 1].votes) of \(self.voters), \(self.percent(of: number)) %"
            let isOwn = self.own?.numbers.contains(number) == true
            let names = self.names(of: number, shown)
            let who = names.isEmpty ? "" : " (\(names.text))"
            return "\(.init(remote: "\(number)")). \(.init(remote: option)): "
                + Sanitized(remote: share + (isOwn ? ", your choice" : "") + who)
        }
        return answers + [self.state]
    }

    /// `soup 2, rice 1`.
    var counted: Sanitized {
        let counts = zip(self.poll.options, self.counts).map { "\($0) \($1.votes)" }
        return Sanitized(remote: counts.joined(separator: ", "))
    }
}
