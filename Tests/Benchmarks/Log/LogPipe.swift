import Foundation
import Synchronization

/// The pipe that a server's log goes into: the benchmark reads it, or leaves it full.
final class LogPipe: Sendable {
    /// The pipe could not be made.
    struct Failure: Error {}

    /// The end that the server writes to.
    let writer: FileHandle
    private let reader: Int32
    private let isRead = Atomic(true)
    private let isOver = Atomic(false)
    private let bytes = Atomic(0)

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure() }
        reader = ends[0]
        writer = FileHandle(fileDescriptor: ends[1])
        Thread { self.read() }.start()
    }

    /// How many bytes of the log came through.
    var count: Int { bytes.load(ordering: .relaxed) }

    /// Stops reading, and fills the pipe: from now on a write to it blocks.
    func block() {
        isRead.store(false, ordering: .relaxed)
        // The reader looks ten times a second.
        usleep(300_000)
        let flags = fcntl(writer.fileDescriptor, F_GETFL)
        // The server's end is the same open file: it must not stay non-blocking.
        _ = fcntl(writer.fileDescriptor, F_SETFL, flags | O_NONBLOCK)
        let line = [UInt8](repeating: UInt8(ascii: "\n"), count: 4096)
        while write(writer.fileDescriptor, line, line.count) > 0 {}
        while write(writer.fileDescriptor, line, 1) > 0 {}
        _ = fcntl(writer.fileDescriptor, F_SETFL, flags)
    }

    /// Reads again.
    func release() {
        isRead.store(true, ordering: .relaxed)
    }

    func close() {
        isOver.store(true, ordering: .relaxed)
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while !isOver.load(ordering: .relaxed) {
            var place = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
            guard isRead.load(ordering: .relaxed), poll(&place, 1, 100) > 0 else {
                usleep(10_000)
                continue
            }
            let count = Foundation.read(reader, &buffer, buffer.count)
            if count > 0 { bytes.add(count, ordering: .relaxed) }
        }
    }
}
