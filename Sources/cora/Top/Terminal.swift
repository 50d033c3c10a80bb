import CoraConsole
import Foundation

/// The person's terminal in raw mode: keys come at once and are not echoed, and the program has a screen of its own
/// until `giveBack`.
final class Terminal: Sendable {
    /// The size of a screen, in columns and rows.
    struct Size: Sendable, Equatable {
        var columns = 80
        var rows = 24
    }

    private let before: termios

    /// Whether both input and output are a terminal.
    static var isThere: Bool { isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 }

    /// The screen's size now; 80 × 24 if the terminal does not say.
    static var size: Size {
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
            return Size()
        }
        return Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
    }

    /// Takes the terminal; nil if there is none. The caller must call `giveBack`, whatever happens.
    init?() {
        var settings = termios()
        guard Self.isThere, tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        before = settings
        cfmakeraw(&settings)
        guard tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0 else { return nil }
        // The other screen, without a cursor (xterm's private modes 1049 and 25).
        Self.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
    }

    /// Restores the person's screen, the cursor and the terminal's settings.
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
        // If the terminal is gone, the write fails; its hang-up ends the program.
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    /// The bytes that the person types, in pieces, with an empty piece after each moment without any; a thread of its
    /// own reads them, and ends within a tenth of a second after the stream's reader has gone.
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
