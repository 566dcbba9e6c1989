internal import Canvas

/// A participant's place among the pictures.
struct Tile: Equatable, Sendable {
    var participant: ParticipantView
    /// The picture's cells, or the name's if there is none.
    var picture: Rectangle
    /// The row of the name.
    var bar: Rectangle
}

/// As many tiles as make sense, as large as they can be.
struct TileGrid: Equatable, Sendable {
    /// Smaller tiles show nothing that could be recognised.
    static let columnsMinimum = 10
    static let rowsMinimum = 2

    var tiles: [Tile] = []
    /// Those who found no place.
    var hiddenCount = 0

    init(_ participants: [ParticipantView], in area: Rectangle) {
        let most = max(0, area.columns / Self.columnsMinimum) * max(0, area.rows / Self.rowsMinimum)
        let shown = Array(participants.prefix(most))
        self.hiddenCount = participants.count - shown.count
        guard !shown.isEmpty else { return }
        let columns = Self.columnCount(for: shown.count, in: area)
        let rows = (shown.count + columns - 1) / columns
        for (index, participant) in shown.enumerated() {
            let row = index / columns
            // The last row is shared among those who are left.
            let inRow = min(columns, shown.count - row * columns)
            let left = area.columns * (index % columns) / inRow
            let right = area.columns * (index % columns + 1) / inRow
            let top = area.rows * row / rows
            let bottom = area.rows * (row + 1) / rows
            // A column stays free between neighbours.
            let gap = index % columns + 1 < inRow ? 1 : 0
            let tile = Rectangle(
                column: area.column + left, row: area.row + top, columns: right - left - gap,
                rows: bottom - top)
            let (picture, bar) = tile.split(bottom: 1)
            self.tiles.append(Tile(participant: participant, picture: picture, bar: bar))
        }
    }

    /// The number of tiles side by side at which a 16:9 picture gets largest; a cell is twice as
    /// high as wide.
    private static func columnCount(for count: Int, in area: Rectangle) -> Int {
        func size(_ columns: Int) -> Int {
            let rows = (count + columns - 1) / columns
            let width = area.columns / columns
            let height = area.rows / rows
            guard width >= Self.columnsMinimum, height >= Self.rowsMinimum else { return 0 }
            return min(width * 9, (height - 1) * 2 * 16)
        }
        return (1...count).max { size($0) < size($1) } ?? 1
    }
}

extension TileGrid {
    /// One large, the others in a strip below; without room for both, one alone.
    init(_ main: ParticipantView, above others: [ParticipantView], in area: Rectangle) {
        let strip = min(6, area.rows / 4)
        guard strip > Self.rowsMinimum, !others.isEmpty else {
            self.init([main], in: area)
            self.hiddenCount += others.count
            return
        }
        let (upper, lower) = area.split(bottom: strip)
        self.init([main], in: upper)
        // Side by side, as wide as pictures of this height are.
        let most = max(1, min(area.columns / Self.columnsMinimum, area.columns / (strip * 3)))
        let row = TileGrid(Array(others.prefix(most)), in: lower)
        self.tiles += row.tiles
        self.hiddenCount = others.count - row.tiles.count
    }
}

/// How the pictures stand.
enum Arrangement: Equatable, Sendable, CaseIterable {
    /// All alike.
    case grid
    /// Whoever speaks, or was clicked on, large above the others.
    case speaker
    /// Nobody else.
    case alone

    var words: Sanitized {
        switch self {
        case .grid: "all pictures alike"
        case .speaker: "the speaker large"
        case .alone: "one picture alone"
        }
    }
}

extension State {
    /// The pictures' places now.
    var tileGrid: TileGrid? {
        guard let call = self.call, let area = self.frame.tiles else { return nil }
        var seated = call.seated
        if self.isSelfViewHidden, seated.count > 1 { seated.removeAll { $0.id == call.view.me } }
        guard self.arrangement != .grid, let main = self.mainParticipant(of: seated) else {
            return TileGrid(seated, in: area)
        }
        guard self.arrangement == .speaker else { return TileGrid([main], in: area) }
        return TileGrid(main, above: seated.filter { $0.id != main.id }, in: area)
    }

    /// Who was clicked on, else who spoke last, else somebody with a picture.
    private func mainParticipant(of seated: [ParticipantView]) -> ParticipantView? {
        guard let call = self.call else { return nil }
        let others = seated.filter { $0.id != call.view.me }
        return seated.first { $0.id == call.focused }
            ?? others.first { $0.id == call.lastSpeaker }
            ?? others.first(where: \.isCameraOn) ?? others.first ?? seated.first
    }

    mutating func cycleArrangement() {
        guard self.call != nil else { return }
        let all = Arrangement.allCases
        let index = all.firstIndex(of: self.arrangement) ?? 0
        self.arrange(all[(index + 1) % all.count], focused: nil)
        self.say(.info, self.arrangement.words)
    }

    mutating func arrange(_ arrangement: Arrangement, focused: UInt32?) {
        self.arrangement = arrangement
        self.call?.focused = focused
    }

    /// Says what is shown how large, if that has changed.
    mutating func tileEffects() -> [Effect] {
        let tiles = (self.tileGrid?.tiles ?? [])
            .filter { $0.participant.isCameraOn && !$0.picture.isEmpty }
            .map {
                TileSize(
                    participant: $0.participant.id, columns: $0.picture.columns,
                    rows: $0.picture.rows)
            }
        guard tiles != self.tiles else { return [] }
        self.tiles = tiles
        return [.tiles(tiles)]
    }
}
