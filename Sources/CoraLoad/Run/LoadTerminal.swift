import Foundation
import Synchronization

/// Shows a run's progress: one line that is written over on a terminal, a line every five seconds elsewhere. Any thread.
package final class LoadTerminal: Sendable {
    private static let plainEvery = 5

    private let isTerminal = isatty(STDOUT_FILENO) == 1
    private let shown = Atomic<Int>(0)

    package init() {}

    /// Shows a second.
    package func show(_ progress: LoadProgress) {
        let count = shown.add(1, ordering: .relaxed).oldValue
        if isTerminal {
            write("\r\u{1B}[K" + progress.line(width: Self.width))
        } else if count.isMultiple(of: Self.plainEvery) {
            write(progress.line(width: 200) + "\n")
        }
    }

    /// Writes a text for good.
    package func say(_ text: String) { write((isTerminal ? "\r\u{1B}[K" : "") + text + "\n") }

    private func write(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) }

    private static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
