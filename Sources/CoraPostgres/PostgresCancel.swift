import CLibPQ
import Foundation

/// Asks the server to stop the statement that a connection is running.
enum PostgresCancel {
    /// What libpq needs to ask, freed after use. Only the one thread that it is handed to touches it.
    private struct Request: @unchecked Sendable {
        let pointer: OpaquePointer

        /// Sends the request from a thread of its own, which ends afterwards.
        func send() {
            // `PQcancel` writes to its socket without MSG_NOSIGNAL: a server that is just going away would end this
            // process with SIGPIPE. Blocked, the signal goes with the thread.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
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
