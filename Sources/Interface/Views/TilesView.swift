internal import Canvas
internal import Rooms

/// Who is in the conference: pictures, names, who speaks, who is muted.
extension State {
    func drawTiles(in area: Rectangle, on canvas: inout Canvas, theme: Theme) {
        guard let call = self.call, let grid = self.tileGrid else { return }
        for tile in grid.tiles {
            canvas.fill(tile.picture, style: theme[.callTile])
            if tile.participant.isCameraOn, !self.isCovered(tile.picture) {
                canvas.videos.append(
                    VideoPlacement(source: tile.participant.id, area: tile.picture))
            } else {
                self.drawName(of: tile, on: &canvas, theme: theme)
            }
            let isSpeaking = call.isSpeaking(tile.participant.id)
            let style: StyleName =
                isSpeaking
                ? .callSpeaking : tile.participant.isMicrophoneOn ? .callName : .callMuted
            canvas.fill(tile.bar, style: theme[style])
            canvas.put(
                [Span(self.barText(tile, isSpeaking: isSpeaking), style)], in: tile.bar,
                theme: theme)
            self.drawMeter(of: tile, style, on: &canvas, theme: theme)
        }
        if grid.hiddenCount > 0 {
            let text: Sanitized = " and \(grid.hiddenCount) more "
            let corner = area.split(bottom: 1).bottom.split(right: text.width).right
            canvas.put(text, at: corner.origin, style: theme[.callName], width: corner.columns)
        }
    }

    /// How loud somebody is, in the last column of the bar.
    private func drawMeter(
        of tile: Tile, _ style: StyleName, on canvas: inout Canvas, theme: Theme,
    ) {
        let steps: [Sanitized] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        guard let loudness = self.call?.loudness[tile.participant.id], loudness > 0,
            tile.participant.isMicrophoneOn, tile.bar.columns >= 16
        else { return }
        let point = Point(column: tile.bar.endColumn - 2, row: tile.bar.row)
        canvas.put(steps[min(loudness, steps.count) - 1], at: point, style: theme[style])
    }

    /// In the middle of a tile without a picture.
    private func drawName(of tile: Tile, on canvas: inout Canvas, theme: Theme) {
        guard tile.picture.rows > 0 else { return }
        let name = Sanitized(remote: tile.participant.name).truncated(to: tile.picture.columns)
        let point = Point(
            column: tile.picture.column + (tile.picture.columns - name.width) / 2,
            row: tile.picture.row + tile.picture.rows / 2)
        canvas.put(name, at: point, style: theme[.callTile], width: tile.picture.columns)
    }

    /// `● alice (you)` while speaking, `  bob (muted) (hand up)`. What matters most stands last; the
    /// name is cut first, and then what matters least is left out.
    private func barText(_ tile: Tile, isSpeaking: Bool) -> Sanitized {
        let participant = tile.participant
        let name = Sanitized(remote: participant.name)
        let room = max(0, tile.bar.columns - 2)
        var words: Sanitized = ""
        for mark in self.barMarks(of: participant) {
            let isWhole = name.width + words.width + mark.width + 3 <= room
            let longer = (isWhole ? " (\(mark))" : " \(mark)") + words
            guard words.isEmpty || min(name.width, Self.nameMinimum) + longer.width <= room else {
                continue
            }
            words = longer
        }
        let you: Sanitized = " (you)"
        if participant.id == self.call?.view.me, name.width + you.width + words.width <= room {
            words = you + words
        }
        return (isSpeaking ? "● " : "  ")
            + name.truncated(to: max(0, room - words.width)) + words
    }

    /// Columns of a name that say who it is.
    private static let nameMinimum = 6

    /// What matters most comes first.
    private func barMarks(of participant: ParticipantView) -> [Sanitized] {
        guard let call = self.call else { return [] }
        var marks: [Sanitized] = []
        if let seconds = call.secondsOfRemark(of: participant.id, at: self.now) {
            marks.append("remark \(seconds) s")
        }
        if let sign = call.signs[participant.id] { marks.append(Sanitized(remote: sign.text)) }
        if participant.isHandUp { marks.append("hand up") }
        if !participant.isMicrophoneOn { marks.append("muted") }
        if call.view.kind.hasHall, participant.seat == .podium { marks.append("podium") }
        if participant.kind == .bot { marks.append("bot") }
        if participant.isGuest { marks.append("guest") }
        return marks
    }

    /// Pictures are painted over everything, so none is placed below an overlay.
    private func isCovered(_ area: Rectangle) -> Bool {
        guard let covered = self.coveredArea else { return false }
        return !covered.intersection(area).isEmpty
    }
}
