internal import Foundation
internal import Units

/// A question on a terminal whose answer is not shown.
///
/// However it ends, by an answer, an error or a signal, the terminal shows again what is typed.
struct TerminalQuestion {
    private enum Answer {
        case line([UInt8])
        case signal(Int32)
    }

    let prompt: String
    /// The terminal's device.
    var path = "/dev/tty"
    /// Bytes of the longest answer; more than that is cut one byte later, for the caller to see.
    let lengthMaximum: Int

    /// Asks, and asks again after having been stopped and continued.
    ///
    /// - Throws: 77 where nobody can be asked, 66 if the terminal can't be read, 1 if a signal came
    ///   that the program survived.
    func ask() throws(Failure) -> [UInt8] {
        let terminal = unsafe open(self.path, O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else {
            throw Failure(
                .notPermitted, "a password is needed and there is no terminal to ask on",
                hint: "use --password-file, --password-fd or --password-command")
        }
        defer { close(terminal) }
        while true {
            let signals = try CaughtSignals()
            let answer: Answer
            do throws(Failure) {
                answer = try self.askOnce(on: terminal, signals.descriptor)
            } catch {
                signals.giveBack(raising: nil)
                throw error
            }
            switch answer {
            case .line(let line):
                signals.giveBack(raising: nil)
                return line
            case .signal(let number):
                signals.giveBack(raising: number)
                guard number == SIGTSTP else {
                    throw Failure(.failed, "interrupted while asking for the password")
                }
            }
        }
    }

    /// Asks with the echo off; it is on again when this returns.
    private func askOnce(on terminal: Int32, _ signals: Int32) throws(Failure) -> Answer {
        var shown = termios()
        guard unsafe tcgetattr(terminal, &shown) == 0 else { throw Self.echoFailure }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        guard unsafe tcsetattr(terminal, TCSAFLUSH, &hidden) == 0 else { throw Self.echoFailure }
        defer {
            while unsafe tcsetattr(terminal, TCSAFLUSH, &shown) != 0, errno == EINTR {}
            Self.write("\n", to: terminal)
        }
        Self.write(self.prompt, to: terminal)
        var line: [UInt8] = []
        while line.count <= self.lengthMaximum {
            var ends = [
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
                pollfd(fd: terminal, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&ends, 2, -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.readFailure }
            if ends[0].revents != 0, let number = try Self.byte(from: signals) {
                return .signal(Int32(number))
            }
            guard let byte = try Self.byte(from: terminal), byte != 10 else { break }
            line.append(byte)
        }
        return .line(line)
    }

    /// The next byte; nil at the end.
    private static func byte(from descriptor: Int32) throws(Failure) -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = unsafe read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.readFailure }
            return count == 0 ? nil : byte
        }
    }

    /// A terminal that can't be written to can't be read, either, which says why.
    private static func write(_ text: String, to descriptor: Int32) {
        unsafe _ = Foundation.write(descriptor, text, text.utf8.count)
    }

    private static let echoFailure = Failure(
        .notPermitted, "cannot switch off the terminal's echo")

    private static var readFailure: Failure {
        Failure(
            .noInput,
            "cannot read the password from the terminal: \(unsafe String(cString: strerror(errno)))"
        )
    }
}
