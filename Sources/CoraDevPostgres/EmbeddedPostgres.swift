package import CoraPostgres
package import Logging
import Synchronization

/// A private PostgreSQL of this program's own, for development and demonstrations: the same SQL with nothing to set up.
///
/// It listens on a Unix socket only, in a folder that only its user can enter, and so asks for no password. It does not
/// run as root: if this process does, the server runs as Debian's user `postgres`. The process that starts a cluster
/// owns it and stops it; other processes that start meanwhile are its guests. If the owner is killed, the cluster lives
/// on, and the next process to start takes it over.
package final class EmbeddedPostgres: Sendable {
    /// The settings of a private PostgreSQL.
    package struct Configuration: Sendable {
        /// The folder for everything, such as `.cora/postgres`; made if it is missing. If this process is root's and
        /// the user `postgres` cannot reach the folder, one under `/var/lib/cora` takes its place.
        package var folder: String
        /// Whether committed data survives a loss of power. Tests do without.
        package var isDurable = true
        /// PostgreSQL settings that override those given here.
        package var settings: [String: String] = [:]
        /// How long a start may take, also of a server that has to recover from a crash.
        package var startTimeout = Duration.seconds(60)

        package init(folder: String, isDurable: Bool = true, settings: [String: String] = [:]) {
            self.folder = folder
            self.isDurable = isDurable
            self.settings = settings
        }
    }

    /// The connection string of CORA's database in it.
    package let conninfo: PostgresConninfo
    private let cluster: EmbeddedCluster
    private let lock: Mutex<FolderLock?>

    private init(cluster: EmbeddedCluster, lock: FolderLock?, conninfo: PostgresConninfo) {
        self.cluster = cluster
        self.lock = Mutex(lock)
        self.conninfo = conninfo
    }

    /// Starts the cluster in a folder, made first if there is none, or joins it if it already runs.
    /// - Throws: `EmbeddedPostgresError`, whose words say what to do about it.
    package static func start(
        _ configuration: Configuration, logger: Logger
    ) async throws(EmbeddedPostgresError) -> EmbeddedPostgres {
        let cluster = try await EmbeddedCluster.locate(configuration, logger: logger)
        let lock = FolderLock(cluster.folders.lock)
        if lock != nil { try await cluster.start() }
        // A guest waits here until the owner is ready.
        let conninfo = try await cluster.awaitDatabase()
        return EmbeddedPostgres(cluster: cluster, lock: lock, conninfo: conninfo)
    }

    /// Whether this process owns the server, and so stops it.
    package var isOwner: Bool { lock.withLock { $0 != nil } }

    /// The folder that holds everything.
    package var folder: String { cluster.folders.root }

    /// The server's log file.
    package var logFile: String { cluster.folders.log }

    /// The process id of the server; nil if it does not run.
    package var processID: Int32? { cluster.postmaster }

    /// Stops the server (open transactions are rolled back) if this process owns it. Returns when it is gone.
    package func stop() async {
        guard isOwner else { return }
        await cluster.stop()
        lock.withLock { $0 = nil }
    }
}
