public import Canvas

/// What comes from a terminal and from the signals about it.
public enum Input: Sendable, Equatable {
    case key(Key)
    /// A key is up again; only where `CursesTerminal.reportsKeyReleases`, and never for enter, tab and
    /// backspace.
    case keyReleased(Key)
    case mouse(MouseEvent)
    /// Text that was pasted, line ends as `\n`. It is not sanitized.
    case paste(String)
    case resize(columns: Int, rows: Int)
    /// Whether the terminal's window has the focus now.
    case focus(Bool)
    /// What the terminal's background is, or has become.
    case background(Background)
    /// The terminal has told more about itself: call `CursesTerminal.learn()`.
    case capabilities
    /// The terminal has drawn a frame: a good moment for the next one.
    case acknowledged
    /// Asked to stop for a while (SIGTSTP): release devices, then call `CursesTerminal.suspend()`.
    case suspend
    /// The program was continued after a stop: call `CursesTerminal.resume()`.
    case resumed
    /// The terminal is gone; nothing follows.
    case closed
}
