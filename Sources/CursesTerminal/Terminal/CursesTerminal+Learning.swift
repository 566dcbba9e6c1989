/// What the terminal can do besides showing cells.
extension CursesTerminal {
    /// Asks everything at once and waits a moment for the answers.
    func ask() throws(CursesError) {
        guard let reader = self.reader, self.traits.isQueryable else { return }
        try self.writer.write(TerminalAnswer.questions(rows: self.rows))
        self.wait { reader.isAnswered }
        try self.learn()
    }

    /// Takes over what the terminal has told about itself since the last call: `depth`, `background` and
    /// `reportsKeyReleases` may be others now, and all is drawn anew if it has to be.
    public func learn() throws(CursesError) {
        guard let reader = self.reader else { return }
        let former = self.traits
        for answer in reader.takeAnswers() {
            self.traits.learn(answer)
            if case .background(let background) = answer { self.background = background }
            if answer == .keyboardProtocol { try self.reportKeyReleases() }
        }
        if self.traits != former { self.applyTraits() }
    }

    private func reportKeyReleases() throws(CursesError) {
        guard self.isActive, !self.reportsKeyReleases else { return }
        self.reportsKeyReleases = true
        self.arm()
        try self.writer.write(KittyKeys.push)
    }

    /// Whether clicks, drags and the wheel come as `Input.mouse`. Shift with the mouse selects text in
    /// every terminal all the same.
    public func setMouse(isEnabled: Bool) throws(CursesError) {
        guard isEnabled != self.isMouseEnabled else { return }
        self.isMouseEnabled = isEnabled
        guard self.isActive else { return }
        try self.writer.write(isEnabled ? MouseReport.enabling : MouseReport.disabling)
    }
}
