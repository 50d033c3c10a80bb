import CLibPQ
import Foundation
import Synchronization

/// Asks the server to stop the statement that a connection is running.
///
/// A request is about a connection, not a statement: one that arrives late meets whatever the connection runs by then.
/// So it is sent only while the connection's own statement is unfinished, and nothing else is sent on the connection
/// until the server has acted on it: `hasReturned`, and one more statement after that, which may take the blow.
///
/// A pooler (PgBouncer) finds the client that a request is about by a key which it gave that client alone, and passes the
/// request on to the server connection that runs the client's statement, or to none. Since 1.18 it does not give that
/// server connection to another client before the server has acted on the request (pgbouncer#717); earlier ones may
/// cancel another client's statement.
final class PostgresCancel: Sendable {
    /// What libpq needs to ask, freed after use. Only the one thread that it is handed to touches it.
    private struct Request: @unchecked Sendable {
        let pointer: OpaquePointer

        /// Sends the request, from a thread that ends afterwards.
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

    private let isOver = Atomic(false)

    private init() {}

    /// Whether the request is over: the server has read it and closed the connection that it came by, or could not be
    /// reached. Any thread.
    var hasReturned: Bool { isOver.load(ordering: .acquiring) }

    /// Sends the request from a thread of its own: `PQcancel` makes a connection for it, and with a server that does
    /// not answer that can take minutes (libpq has no deadline for it).
    /// - Parameter finished: called on that thread when the request is over.
    /// - Returns: nil if there was no connection to cancel anything on.
    static func send(
        for connection: OpaquePointer, finished: @escaping @Sendable () -> Void
    ) -> PostgresCancel? {
        guard let pointer = PQgetCancel(connection) else { return nil }
        let request = Request(pointer: pointer)
        let cancel = PostgresCancel()
        Thread {
            request.send()
            cancel.isOver.store(true, ordering: .releasing)
            finished()
        }.start()
        return cancel
    }
}
