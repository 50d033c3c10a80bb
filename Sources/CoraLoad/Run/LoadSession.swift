package import CoraFakeTwilio
package import CoraSession
import NIOCore

/// What a load test is of: a server, the model that it dials, and how both are reached. Makes one run after the other.
package struct LoadSession: Sendable {
    package var ends: LoadRun
    package var webhook: CarrierWebhook
    package var tls: TransportSecurity?
    /// The server's process; nil if it is not known.
    package var process: Int32?
    /// Where the server tells its counts; nil if it is not to be asked.
    package var stats: ServerStats?

    package init(
        ends: LoadRun, address: PublicAddress, authToken: String, to: String, tls: TransportSecurity?
    ) {
        self.ends = ends
        self.tls = tls
        webhook = CarrierWebhook(address: address, authToken: authToken, to: to, tls: tls, loop: ends.callerLoop)
    }

    /// Makes the planned calls, and holds the counts against the server's own.
    /// - Parameter show: told the figures once a second.
    package func run(
        _ plan: LoadPlan, show: @escaping @Sendable (LoadProgress) -> Void
    ) async -> LoadFigures {
        let before = await stats?.counts()
        var figures = await ends.run(plan, through: webhook, tls: tls, process: process, show: show)
        guard let stats else { return figures }
        if let before, let after = await stats.countsAtRest(), after.live == before.live {
            figures.stats = .init(
                framesIn: after.framesIn - before.framesIn, framesOut: after.framesOut - before.framesOut)
        } else {
            figures.unmeasured.append("the server's own counts: its stats could not be read, or calls went on")
        }
        return figures
    }
}
