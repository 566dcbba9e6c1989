public import Canvas

/// What is told to the terminal's window and to the desktop behind it.
extension CursesTerminal {
    /// Longest title or text of a notification, in bytes: more than any desktop shows.
    static let notificationByteCountMaximum = 1024
    /// Most bytes that are copied: of base64 many terminals take 100,000 bytes at most.
    public static let copiedByteCountMaximum = 74_994

    /// Rings the bell, which a desktop shows as it is told to.
    public func ring() throws(CursesError) {
        guard self.isActive, self.writer.hasRoom else { return }
        try self.writer.write([7])
    }

    /// Asks for a desktop notification in the way that the terminal knows, or rings the bell.
    public func notify(title: Sanitized, body: Sanitized) throws(CursesError) {
        guard self.isActive, self.writer.hasRoom else { return }
        let isHeard = self.traits.multiplexer == nil || self.passesThrough
        let known = self.traits.notifications
        // Through tmux nobody has said what the terminal is; most know OSC 777.
        let form = self.traits.multiplexer == nil ? known : .rxvt
        guard isHeard, form != .bell else { return try self.ring() }
        for string in Notification(title, body).strings(form) {
            try self.writer.write(self.wrapped(string))
        }
    }

    /// Puts lines onto the clipboard (OSC 52), if the terminal lets programs do that. It is never read.
    ///
    /// - Returns: false if it is too much for one.
    public func copy(_ lines: [Sanitized]) throws(CursesError) -> Bool {
        guard self.isActive else { return false }
        let text = Array(lines.map(\.text).joined(separator: "\n").utf8)
        guard text.count <= Self.copiedByteCountMaximum else { return false }
        let string = Array("\u{1B}]52;c;".utf8) + Base64.encode(text) + [0x1B, 0x5C]
        try self.writer.write(string)
        // tmux makes it a buffer of its own or passes it over (`set-clipboard`): to its terminal too.
        if self.traits.multiplexer == .tmux { try self.writer.write(PassThrough.tmux(string)) }
        return true
    }

    /// The window's title; controls are left out. The former one comes back at the end.
    public func setTitle(_ title: Sanitized) throws(CursesError) {
        guard self.isActive, self.writer.hasRoom else { return }
        try self.writer.write(Array("\u{1B}]2;\(title.text)\u{1B}\\".utf8))
    }

    private var passesThrough: Bool {
        self.traits.multiplexer == .tmux && self.mayPassThrough
    }

    private func wrapped(_ string: [UInt8]) -> [UInt8] {
        self.passesThrough ? PassThrough.tmux(string) : string
    }
}
