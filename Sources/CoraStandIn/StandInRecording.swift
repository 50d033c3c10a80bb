import CoraWire
import Foundation
package import NIOCore
import Synchronization

/// Writes everything that goes over a stand-in's sockets to a file, one JSON object a line:
/// `{"session":"sess_…","from":"client","at_ms":1250,"event":{…}}`.
///
/// Each event is written byte for byte, except that line feeds between its tokens become spaces. A frame that is not
/// JSON has `"text"` in the place of `"event"`; the body of an HTTP request has the session `http`. Sessions only hand
/// their events over; one task writes the file.
package final class StandInRecording: StandInObserver {
    /// Why a recording cannot be used.
    package enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The file cannot be made at that path.
        case cannotCreate(String)
        /// This many events were left out, because they came faster than they could be written.
        case incomplete(missing: Int)
        /// The file system refused a line.
        case cannotWrite(String)

        /// The reason in words.
        package var description: String {
            switch self {
            case .cannotCreate(let path): "cannot make the recording \(path)"
            case .incomplete(let missing): "the recording lacks \(missing) events: the disk did not keep up"
            case .cannotWrite(let why): "the recording could not be written: \(why)"
            }
        }
    }

    private struct Entry: Sendable {
        var session: String
        var side: StandInSide
        var milliseconds: Int
        var text: ByteBuffer
    }

    private struct Backlog {
        var bytes = 0
        var missing = 0
    }

    /// The most bytes of events that wait for the disk; more are left out, and ``finish()`` says so.
    private static let capacity = 64 * 1_024 * 1_024

    private let backlog = Mutex(Backlog())
    private let entries: AsyncStream<Entry>
    private let continuation: AsyncStream<Entry>.Continuation
    private let writing: Mutex<Task<Void, any Error>?> = Mutex(nil)

    /// Begins a recording; a file that is there already is replaced.
    /// - Throws: ``Failure/cannotCreate(_:)``.
    package init(path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Failure.cannotCreate(path) }
        // The stream itself has no bound; the backlog bounds the bytes that wait in it.
        (entries, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        let task = Task { [self] in try await write(to: file) }
        writing.withLock { $0 = task }
    }

    /// Records the body of an HTTP request, as an event of the session `http`.
    package func asked(_ body: ByteBuffer) {
        exchanged(body, from: .client, session: "http", at: .zero)
    }

    /// Records an event; drops and counts it when too many bytes wait for the disk already.
    package func exchanged(_ text: ByteBuffer, from side: StandInSide, session: String, at time: Duration) {
        let fits = backlog.withLock { backlog in
            let fits = backlog.bytes + text.readableBytes <= Self.capacity
            if fits { backlog.bytes += text.readableBytes } else { backlog.missing += 1 }
            return fits
        }
        guard fits else { return }
        continuation.yield(Entry(session: session, side: side, milliseconds: time.milliseconds, text: text))
    }

    /// Writes what still waits and closes the file.
    ///
    /// - Throws: ``Failure`` if the file does not hold everything.
    package func finish() async throws {
        continuation.finish()
        try await writing.withLock { $0 }?.value
        let missing = backlog.withLock(\.missing)
        if missing > 0 { throw Failure.incomplete(missing: missing) }
    }

    @concurrent private func write(to file: FileHandle) async throws {
        defer { try? file.close() }
        for await entry in entries {
            do {
                try file.write(contentsOf: Data(Self.line(entry).readableBytesView))
            } catch {
                throw Failure.cannotWrite("\(error)")
            }
            backlog.withLock { $0.bytes -= entry.text.readableBytes }
        }
    }

    private static func line(_ entry: Entry) -> ByteBuffer {
        var line = ByteBuffer()
        let (session, side) = (JSON.string(entry.session).text, entry.side.rawValue)
        line.writeString("{\"session\":\(session),\"from\":\"\(side)\",\"at_ms\":\(entry.milliseconds),")
        if (try? JSON.parse(entry.text)) != nil {
            line.writeString("\"event\":")
            // In JSON a line feed or carriage return stands between tokens only.
            line.writeBytes(entry.text.readableBytesView.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
        } else {
            line.writeString("\"text\":\(JSON.string(String(buffer: entry.text)).text)")
        }
        line.writeString("}\n")
        return line
    }
}
