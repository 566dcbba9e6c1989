internal import Glibc

/// In and out.
extension CursesTerminal {
    /// Alternate screen, title kept, bracketed paste, focus, reports of a changed background (2031), no
    /// wrapping, cursor hidden, blank.
    private static let entering = Array(
        ("\u{1B}[?1049h\u{1B}[22;0t\u{1B}[?2004h\u{1B}[?1004h\u{1B}[?2031h\u{1B}[?7l\u{1B}[?25l"
            + "\u{1B}[m\u{1B}[2J").utf8)
    /// CAN: ends a string that was cut off, so that what follows is no part of it.
    private static let cancel: [UInt8] = [0x18]
    /// The reverse of entering; also ends a link and an update that were cut off.
    private static let leaving =
        Array("\u{1B}[?2026l".utf8) + LinkTable.end + MouseReport.disabling
        + Array(
            ("\u{1B}[m\u{1B}[?25h\u{1B}[?7h\u{1B}[?2031l\u{1B}[?1004l\u{1B}[?2004l\u{1B}[23;0t"
                + "\u{1B}[?1049l").utf8)

    /// Gives the terminal back at once, from any thread or signal handler: for exits that come past
    /// everything else.
    public static func giveBack() {
        Rescue.giveBack()
    }

    /// Gives the terminal back, in its former modes, without a stray answer. Further calls do nothing.
    public func restore() {
        self.leave()
        self.reader?.stop()
        self.reader = nil
    }

    /// Gives the terminal to the shell and stops the program as ^Z would; returns when it continues.
    public func suspend() {
        guard self.isActive else { return }
        self.leave()
        // Not SIGSTOP: without a shell to continue us the system then ignores it.
        self.reader?.pausing(SIGTSTP) { raise(SIGTSTP) }
        try? self.enter()  // A terminal that is gone is told by `.closed`.
    }

    /// Takes the terminal over again after a stop that nobody announced; one that was announced is
    /// told of as well, so what was kept on the terminal's stacks is taken off first.
    public func resume() {
        guard self.isActive else { return }
        let kept = (self.reportsKeyReleases ? KittyKeys.pop : []) + Array("\u{1B}[23;0t".utf8)
        try? self.writer.write(kept)  // A terminal that is gone is told by `.closed`.
        try? self.enter()
    }

    func enter() throws(CursesError) {
        self.arm()
        var raw = self.normalModes
        unsafe cfmakeraw(&raw)
        guard unsafe tcsetattr(self.input, TCSADRAIN, &raw) == 0 else {
            throw .failed(call: "tcsetattr", reason: systemReason())
        }
        self.isActive = true
        self.painter.forget()
        self.pacer.forgetRequests()
        try self.writer.write(Self.entering)
        if self.isMouseEnabled { try self.writer.write(MouseReport.enabling) }
        // Kept apart for the alternate screen, which has just been entered.
        if self.reportsKeyReleases { try self.writer.write(KittyKeys.push) }
    }

    /// Says how to give the terminal back; before anything is changed that has to be.
    func arm() {
        Rescue.arm(
            descriptor: self.output, modes: self.normalModes,
            bytes: Self.cancel + (self.reportsKeyReleases ? KittyKeys.pop : []) + Self.leaving)
    }

    private func leave() {
        guard self.isActive else { return }
        self.isActive = false
        self.writer.discard()
        self.awaitAnswers()
        Rescue.giveBack()
    }

    /// Lets the reader take the answers that are still on their way, so that the shell does not get them.
    private func awaitAnswers() {
        guard self.reader != nil else { return }
        self.wait {
            self.takeAcknowledgements()
            return self.pacer.unansweredCount == 0
        }
    }

    /// Waits until something is so, but not longer than any terminal on a good line needs: 150 ms.
    func wait(until isDone: () -> Bool) {
        for _ in 0..<30 {
            if isDone() { return }
            var pause = timespec(tv_sec: 0, tv_nsec: 5_000_000)
            unsafe nanosleep(&pause, nil)
        }
    }
}
