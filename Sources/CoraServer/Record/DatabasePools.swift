import CoraPostgres
package import CoraSettings
import CoraSupervisor
import Logging

/// The connections to the database, apart by who waits for them: no caller waits for a report or a purge, and neither
/// keeps the record from being written.
package struct DatabasePools: Sendable {
    /// For the tools of calls.
    let tools: PostgresPool
    /// For the writer of the record.
    let record: PostgresPool
    /// For what is known of callers, tenants, recordings, summaries, spending and all that is done beside calls.
    let others: PostgresPool
    /// For people who read reports, whose queries take long.
    let reports: PostgresPool

    /// How many connections reports have. They are opened when the first report is asked for.
    package static let ofReports = 2
    /// How many connections wait for changes, one of tenants and one of recordings, where there is no pooler between.
    package static let ofWatches = 2

    /// How many connections one server has at most.
    package static func most(_ settings: Settings.Store) -> Int {
        settings.toolConnections + settings.recordConnections + settings.otherConnections + ofReports + ofWatches
    }

    /// Connects nothing yet.
    init(_ conninfo: PostgresConninfo, _ settings: Settings.Store, logger: Logger) {
        func pool(_ size: Int) -> PostgresPool {
            PostgresPool(conninfo, configuration: .init(size: size, keepsOpen: size), logger: logger)
        }
        tools = pool(settings.toolConnections)
        record = pool(settings.recordConnections)
        others = pool(settings.otherConnections)
        var few = PostgresPool.Configuration(size: Self.ofReports)
        few.maximumWaiting = 16
        reports = PostgresPool(conninfo, configuration: few, logger: logger)
    }

    private var all: [(name: String, pool: PostgresPool)] {
        [("others", others), ("record", record), ("tools", tools), ("reports", reports)]
    }

    /// How each pool stands.
    func figures() async -> [String: FleetStats.Pool] {
        var figures: [String: FleetStats.Pool] = [:]
        for (name, pool) in all {
            let state = await pool.state
            figures[name] = FleetStats.Pool(open: state.open, idle: state.idle, waiting: state.waiting)
        }
        return figures
    }

    /// Opens the connections that calls and the record need, and keeps them open.
    func start() async {
        for (_, pool) in all { await pool.start() }
    }

    /// Closes all connections.
    func close() async {
        for (_, pool) in all.reversed() { await pool.close() }
    }
}
