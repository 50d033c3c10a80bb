import Foundation

/// Sleeps in `poll(2)` until a socket is ready or another thread calls `ring`.
final class WakeUp: Sendable {
    /// What ended a sleep.
    enum Cause: Sendable {
        /// The socket is ready, or has failed.
        case socket
        /// Another thread called `ring`.
        case rung
        /// The time is over.
        case time
    }

    private let reading: Int32
    private let writing: Int32

    /// Nil if the process has no file descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        reading = ends[0]
        writing = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        Foundation.close(reading)
        Foundation.close(writing)
    }

    /// Ends a sleep, or the next one if no thread sleeps now. Any thread.
    func ring() {
        var byte: UInt8 = 1
        // If the pipe is full, the sleeper wakes all the same.
        _ = write(writing, &byte, 1)
    }

    /// Sleeps until one of the causes ends it.
    /// - Parameters:
    ///   - socket: a socket to wait for; nil for none.
    ///   - canRead: whether to wake when the socket can be read.
    ///   - canWrite: whether to wake when the socket can be written.
    ///   - milliseconds: the longest sleep; -1 for no limit.
    func sleep(
        for socket: Int32?, canRead: Bool = true, canWrite: Bool = false, milliseconds: Int32 = -1
    ) -> Cause {
        let events = (canRead ? Int16(POLLIN) : 0) | (canWrite ? Int16(POLLOUT) : 0)
        var watched = [
            pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket ?? -1, events: events, revents: 0),
        ]
        let count = poll(&watched, 2, milliseconds)
        // A signal ends a sleep early, like a ring: the caller looks around and sleeps again.
        guard count >= 0 else { return .rung }
        if watched[1].revents != 0 { return .socket }
        guard watched[0].revents != 0 else { return .time }
        var bytes = [UInt8](repeating: 0, count: 256)
        while read(reading, &bytes, bytes.count) == bytes.count {}
        return .rung
    }
}
