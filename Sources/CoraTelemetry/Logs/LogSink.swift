import Foundation

/// Where the bytes of the log go. Only the log's own thread uses it: it blocks.
struct LogSink: Sendable {
    /// What became of an attempt to write.
    enum Outcome: Sendable, Equatable {
        /// So many bytes were taken.
        case took(Int)
        /// It was interrupted before any byte was taken: try again at once.
        case again
        /// There is no room now (EAGAIN): try again when there is.
        case notNow
        /// The system refused the write, and may go on refusing: the disk is full, or the pipe has no reader. Try again
        /// after a while.
        case fails
    }

    /// Writes bytes, as many as are taken.
    var write: @Sendable (UnsafeRawBufferPointer) -> Outcome
    /// Waits before the next attempt.
    var wait: @Sendable (Outcome) -> Void

    /// How long to wait after a failure, in milliseconds.
    private static let pause: Int32 = 250

    /// A sink that writes to a file descriptor.
    static func descriptor(_ descriptor: Int32) -> LogSink {
        LogSink(
            write: { bytes in
                let count = Foundation.write(descriptor, bytes.baseAddress, bytes.count)
                return count >= 0 ? .took(count) : outcome(of: errno)
            },
            wait: { outcome in
                // Readiness is told of a pipe or a terminal; where it is told although a write fails, time has to pass.
                var place = pollfd(fd: outcome == .notNow ? descriptor : -1, events: Int16(POLLOUT), revents: 0)
                poll(&place, 1, pause)
            })
    }

    /// What an error of write(2) means.
    static func outcome(of error: Int32) -> Outcome {
        switch error {
        case EINTR: .again
        case EAGAIN: .notNow
        default: .fails
        }
    }

    /// Writes all of the bytes, however long it takes.
    /// - Parameter isOver: whether to give up, asked after each attempt that took nothing.
    /// - Returns: false if it gave up.
    func writeAll(_ bytes: UnsafeRawBufferPointer, unless isOver: () -> Bool) -> Bool {
        var written = 0
        while written < bytes.count {
            switch write(UnsafeRawBufferPointer(rebasing: bytes[written...])) {
            case .took(let count) where count > 0: written += count
            case .again: break
            case let outcome:
                if isOver() { return false }
                wait(outcome)
            }
        }
        return true
    }
}
