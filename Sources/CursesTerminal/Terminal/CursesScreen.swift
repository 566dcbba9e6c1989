internal import CNcurses
internal import Canvas
internal import Glibc

/// The virtual screen of ncurses: a canvas goes in, the cells that ncurses would show come out.
///
/// **ncurses never writes to the terminal and never reads from it**: its files are /dev/null, and
/// `doupdate` isn't called. Its colour pairs are numbers into our own table of styles, so that any
/// colour survives whatever terminfo says, and no pair is ever recycled while it is on screen.
@safe final class CursesScreen {
    /// Different styles, and different graphemes, remembered at once; when there are more, all is
    /// forgotten and drawn anew.
    private static let tableMaximum = 30_000
    /// Stands for graphemes that ncurses has no right width for: several scalars, wide, private use.
    private static let firstPlaceholder: UInt32 = 0xF0000
    private static let rightHalf: UInt32 = 0x100000

    private struct Glyph: Hashable {
        var number: UInt32
        var kind: FrameCell.Kind
    }

    /// What a cell has besides its text.
    private struct Look: Hashable {
        var style: Style
        var link: UInt16 = 0

        static let plain = Look(style: .plain)
    }

    private let screen: OpaquePointer
    private let inputFile: UnsafeMutablePointer<FILE>
    private let outputFile: UnsafeMutablePointer<FILE>
    private var window: UnsafeMutablePointer<WINDOW>
    /// Changed before the first canvas, or together with a repaint.
    var depth: ColorDepth
    /// As `depth`; see `TerminalTraits.addsUpColumns`.
    var addsUpColumns = false
    /// What ncurses' virtual screen holds.
    private(set) var frame: Frame
    private var drawn: Canvas?
    private var looks: [Look] = [.plain]
    private var lookNumbers: [Look: Int32] = [.plain: 0]
    private var glyphs: [Glyph] = []
    private var glyphNumbers: [Glyph: UInt32] = [:]
    private(set) var clusters = ClusterTable()
    private(set) var links = LinkTable()

    /// Colours that terminfo grants a type of terminal.
    ///
    /// - Throws: `.unknownTerminal`, where `initscr` would end the program.
    static func colorCount(of name: String) throws(CursesError) -> Int {
        var code: Int32 = 0
        guard unsafe setupterm(name, 1, &code) == OK else {
            throw code == 0
                ? .unknownTerminal(name: name)
                : .failed(call: "setupterm", reason: "no terminfo database (\(code))")
        }
        return Int(unsafe tigetnum("colors"))
    }

    init(terminal name: String, columns: Int, rows: Int, depth: ColorDepth) throws(CursesError) {
        Self.chooseUnicode()
        guard let input = unsafe fopen("/dev/null", "re"),
            let output = unsafe fopen("/dev/null", "we")
        else { throw .failed(call: "open /dev/null", reason: systemReason()) }
        unsafe self.inputFile = input
        unsafe self.outputFile = output
        self.depth = depth
        self.frame = Frame(columns: columns, rows: rows)
        // newterm takes signals that are ours.
        let signals = FormerSignals([SIGINT, SIGTERM, SIGTSTP, SIGWINCH])
        guard let screen = unsafe newterm(name, output, input) else {
            signals.restore()
            throw .unknownTerminal(name: name)
        }
        signals.restore()
        unsafe self.screen = screen
        resize_term(Int32(rows), Int32(columns))
        guard let window = unsafe newwin(Int32(rows), Int32(columns), 0, 0) else {
            unsafe delscreen(screen)
            throw .failed(call: "newwin", reason: "no memory")
        }
        unsafe self.window = window
    }

    deinit {
        unsafe delwin(self.window)
        unsafe delscreen(self.screen)
        unsafe fclose(self.inputFile)
        unsafe fclose(self.outputFile)
    }

    /// ncurses knows only the locale's characters. Where that isn't Unicode, the terminal still is.
    private static func chooseUnicode() {
        unsafe setlocale(LC_CTYPE, "")
        let encoding = unsafe nl_langinfo(nl_item(CODESET)).map { unsafe String(cString: $0) }
        if encoding != "UTF-8" { unsafe setlocale(LC_CTYPE, "C.UTF-8") }
    }

    /// Puts a canvas on the virtual screen and reads the lines that it changed.
    ///
    /// - Returns: whether the tables were emptied, so that numbers in older frames mean nothing now.
    func show(_ canvas: Canvas) throws(CursesError) -> Bool {
        let isForgotten =
            self.looks.count > Self.tableMaximum || self.glyphs.count > Self.tableMaximum
            || self.clusters.isFull || self.links.isFull
        if isForgotten { self.forget() }
        if canvas.columns != self.frame.columns || canvas.rows != self.frame.rows {
            try self.resize(canvas)
        }
        for row in 0..<canvas.rows { self.put(row, of: canvas) }
        unsafe wnoutrefresh(self.window)
        // A line that stayed the same when the size changed is not touched.
        self.read(all: self.drawn == nil)
        self.drawn = canvas
        self.frame.cursor = canvas.cursor.flatMap { self.frame.area.contains($0) ? $0 : nil }
        return isForgotten
    }

    /// Empties the tables; the next canvas is put anew.
    func forget() {
        self.drawn = nil
        self.looks = [.plain]
        self.lookNumbers = [.plain: 0]
        self.links.removeAll()
        self.glyphs.removeAll()
        self.glyphNumbers.removeAll()
        self.clusters.removeAll()
    }

    private func resize(_ canvas: Canvas) throws(CursesError) {
        let (rows, columns) = (Int32(max(1, canvas.rows)), Int32(max(1, canvas.columns)))
        resize_term(rows, columns)
        unsafe delwin(self.window)
        guard let window = unsafe newwin(rows, columns, 0, 0) else {
            throw .failed(call: "newwin", reason: "no memory")
        }
        unsafe self.window = window
        self.drawn = nil
        self.frame = Frame(columns: canvas.columns, rows: canvas.rows)
    }
}

/// Cells in and out.
extension CursesScreen {
    private func put(_ row: Int, of canvas: Canvas) {
        if let drawn = self.drawn, drawn.hasEqualRow(row, in: canvas) { return }
        let range = row * canvas.columns..<(row + 1) * canvas.columns
        var line = [cchar_t](repeating: cchar_t(), count: canvas.columns)
        for column in 0..<canvas.columns {
            let cell = canvas.cells[range.lowerBound + column]
            let isWide =
                column + 1 < canvas.columns
                && canvas.cells[range.lowerBound + column + 1].text.isEmpty
            let scalar = self.scalar(of: cell, isWide: isWide)
            let link = self.links.number(of: canvas.link(at: Point(column: column, row: row)))
            let look = self.number(of: Look(style: cell.style, link: link))
            unsafe CNcurses_setCell(&line[column], wchar_t(bitPattern: scalar), look)
        }
        unsafe mvwadd_wchnstr(self.window, Int32(row), 0, line, Int32(canvas.columns))
    }

    private func scalar(of cell: Cell, isWide: Bool) -> UInt32 {
        if cell.text.isEmpty { return Self.rightHalf }
        let text = self.addsUpColumns ? ClusterTable.addingUpToTwo(cell.text) : cell.text
        let number = self.clusters.number(of: text)
        if !isWide, number < Self.firstPlaceholder, number >= 0x20 { return number }
        let glyph = Glyph(number: number, kind: isWide ? .wide : .text)
        if let placeholder = self.glyphNumbers[glyph] { return placeholder }
        let placeholder = Self.firstPlaceholder + UInt32(self.glyphs.count)
        // One canvas can't fill the rest of the table's 65,536 places with anything but emoji.
        guard placeholder < Self.rightHalf else { return 0x20 }
        self.glyphs.append(glyph)
        self.glyphNumbers[glyph] = placeholder
        return placeholder
    }

    private func number(of look: Look) -> Int32 {
        if let number = self.lookNumbers[look] { return number }
        let number = Int32(self.looks.count)
        self.looks.append(look)
        self.lookNumbers[look] = number
        return number
    }

    /// Takes lines of the virtual screen over: the touched ones, or all.
    private func read(all isWhole: Bool) {
        guard let virtual = unsafe CNcurses_virtualScreen() else { return }
        for row in 0..<self.frame.rows
        where unsafe isWhole || is_linetouched(virtual, Int32(row)) {
            for column in 0..<self.frame.columns {
                var cell = cchar_t()
                unsafe mvwin_wch(virtual, Int32(row), Int32(column), &cell)
                var scalar: wchar_t = 0
                var look: Int32 = 0
                unsafe CNcurses_getCell(&cell, &scalar, &look)
                self.frame.cells[row * self.frame.columns + column] = self.frameCell(
                    UInt32(bitPattern: scalar), look)
            }
        }
        unsafe wtouchln(virtual, 0, Int32(self.frame.rows), 0)
    }

    private func frameCell(_ scalar: UInt32, _ number: Int32) -> FrameCell {
        let look = self.looks.indices.contains(Int(number)) ? self.looks[Int(number)] : .plain
        var glyph = Glyph(number: scalar, kind: .text)
        if scalar == Self.rightHalf {
            glyph = Glyph(number: 0x20, kind: .rightHalf)
        } else if scalar >= Self.firstPlaceholder {
            let place = Int(scalar - Self.firstPlaceholder)
            glyph = self.glyphs.indices.contains(place) ? self.glyphs[place] : glyph
        }
        var cell = FrameCell(
            glyph: glyph.number, foreground: ScreenColor(look.style.foreground, depth: self.depth),
            background: ScreenColor(look.style.background, depth: self.depth),
            attributes: look.style.attributes, kind: glyph.kind)
        cell.link = look.link
        return cell
    }
}

/// What signals did before somebody else changed it.
private struct FormerSignals {
    private var actions: [(number: Int32, action: sigaction)] = []

    init(_ numbers: [Int32]) {
        for number in numbers {
            var action = sigaction()
            unsafe sigaction(number, nil, &action)
            self.actions.append((number, action))
        }
    }

    func restore() {
        for (number, action) in self.actions {
            var action = action
            unsafe sigaction(number, &action, nil)
        }
    }
}
