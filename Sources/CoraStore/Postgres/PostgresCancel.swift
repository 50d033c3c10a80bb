import CLibPQ
import Foundation

/// Asks the server to stop what a connection is doing.
enum PostgresCancel {
    /// What libpq needs for it, freed once it was used. Only ever touched by the one thread that it is handed to.
    private struct Request: @unchecked Sendable {
        let pointer: OpaquePointer

        func send() {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(pointer, &message, Int32(message.count))
            PQfreeCancel(pointer)
        }
    }

    /// Sends the request from a thread of its own: `PQcancel` makes a connection for it, and with a server that does
    /// not answer that can take minutes (libpq has no deadline for it).
    static func send(for connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return }
        let request = Request(pointer: pointer)
        Thread { request.send() }.start()
    }
}
