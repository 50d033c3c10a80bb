import CoraConsole
import Foundation

/// The person's terminal in raw mode: keys come at once, nothing is echoed, and the screen is another one until it is
/// given back.
final class Terminal: Sendable {
    /// Columns and rows.
    struct Size: Sendable, Equatable {
        var columns = 80
        var rows = 24
    }

    private let before: termios

    /// Whether there is a person at both ends.
    static var isThere: Bool { isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 }

    /// The screen's size now; 80 × 24 if nobody knows.
    static var size: Size {
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return Size()
        }
        return Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
    }

    /// Takes the terminal; nil if there is none. Whoever takes it calls `giveBack`, whatever happens.
    init?() {
        var settings = termios()
        guard Self.isThere, tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        before = settings
        cfmakeraw(&settings)
        guard tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0 else { return nil }
        // The other screen, and no cursor (xterm's private modes 1049 and 25).
        Self.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
    }

    /// Gives the screen, the cursor and the settings back.
    func giveBack() {
        Self.write("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
        var settings = before
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
    }

    /// Draws the lines of a whole screen, in place.
    static func draw(_ lines: [Line], columns: Int, coloured: Bool) {
        let text = lines.map { $0.rendered(columns, coloured: coloured) + "\u{1B}[K" }.joined(separator: "\r\n")
        write("\u{1B}[H" + text + "\u{1B}[J")
    }

    private static func write(_ text: String) {
        // A terminal that has gone takes nothing; its hang-up ends the program.
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    /// What is typed, until the reader of it goes: pieces of bytes, an empty one after each moment without any. Read on a
    /// thread of its own, which ends within a tenth of a second.
    static func keystrokes() -> AsyncStream<[UInt8]> {
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(256))
        let isOver = Raised()
        continuation.onTermination = { _ in isOver.raise() }
        let thread = Thread {
            var isQuiet = true
            while !isOver.isRaised {
                var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                guard poll(&waiting, 1, 60) > 0 else {
                    if !isQuiet { continuation.yield([]) }
                    isQuiet = true
                    continue
                }
                var bytes = [UInt8](repeating: 0, count: 512)
                let count = read(STDIN_FILENO, &bytes, bytes.count)
                guard count > 0 else { break }
                isQuiet = false
                continuation.yield(Array(bytes.prefix(count)))
            }
            continuation.finish()
        }
        thread.name = "cora.keys"
        thread.start()
        return stream
    }
}
