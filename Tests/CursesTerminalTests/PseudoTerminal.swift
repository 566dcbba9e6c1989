import CLinux
import Canvas
import Glibc
import Units

/// A terminal whose other end the test holds.
final class PseudoTerminal {
    let master: Int32
    let path: String
    let slave: Int32

    init?(columns: Int, rows: Int) {
        self.master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        let number = CLinux_unlockPseudoTerminal(self.master)
        self.path = "/dev/pts/\(number)"
        self.slave = unsafe open(self.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard self.slave >= 0 else { return nil }
        self.resize(columns: columns, rows: rows)
    }

    deinit {
        close(self.slave)
        close(self.master)
    }

    func resize(columns: Int, rows: Int) {
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(self.master, UInt(TIOCSWINSZ), &size)
    }

    /// Whether typed lines are echoed and edited, as a shell wants it.
    var isNormal: Bool {
        var modes = termios()
        unsafe tcgetattr(self.slave, &modes)
        return modes.c_lflag & UInt32(ICANON) != 0 && modes.c_lflag & UInt32(ECHO) != 0
    }

    func type(_ text: String) {
        _ = unsafe write(self.master, text, text.utf8.count)
    }

    /// All that has been written until now; nothing is waited for.
    func output() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(self.master, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}
