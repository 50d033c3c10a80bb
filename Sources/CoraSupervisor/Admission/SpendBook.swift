package import CoraCall
package import CoraTenant
import Synchronization

/// What every tenant has used and spent today. A day is a UTC day, the same on every instance.
///
/// It adds what this process' calls use as it happens. What other instances used, and this process' predecessors, is
/// read from the database (`tookUp`). The two are kept apart, so that nothing counts twice.
package final class SpendBook: CallRecorder {
    /// What a tenant used, and what it cost.
    package struct Spent: Sendable, Equatable {
        /// Tokens read and written, those of transcriptions included.
        package var tokens: Int
        /// What they cost.
        package var cost: Dollars

        package init(tokens: Int = 0, cost: Dollars = .zero) {
            self.tokens = tokens
            self.cost = cost
        }

        static func + (left: Spent, right: Spent) -> Spent {
            Spent(tokens: left.tokens &+ right.tokens, cost: left.cost + right.cost)
        }
    }

    private struct State {
        var day: CivilDay?
        var own: [String: Spent] = [:]
        var elsewhere: [String: Spent] = [:]
        /// What this process' calls used since it started, whatever the day.
        var used: [String: Spent] = [:]
        var usual = TenantLimits()

        mutating func turn(to day: CivilDay) {
            guard day != self.day else { return }
            self.day = day
            own = [:]
            elsewhere = [:]
        }

        func spent(by tenant: String) -> Spent {
            (own[tenant] ?? Spent()) + (elsewhere[tenant] ?? Spent())
        }
    }

    /// The most stream ids that wait in `overspent`; a call whose id was dropped reports again after its next response.
    private static let waiting = 4096

    /// The streams (`CallTicket.streamID`) of calls that had a response while their tenant was over its hard limit.
    /// Only one task may read it.
    package let overspent: AsyncStream<String>
    private let tell: AsyncStream<String>.Continuation
    private let prices: PriceList
    private let wall: @Sendable () -> WallTime
    private let state = Mutex(State())

    /// - Parameters:
    ///   - prices: what models cost.
    ///   - wall: the time of day.
    package init(prices: PriceList, wall: @escaping @Sendable () -> WallTime) {
        self.prices = prices
        self.wall = wall
        (overspent, tell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.waiting))
    }

    deinit {
        tell.finish()
    }

    /// Sets the limits of tenants that name none of their own.
    package func change(_ usual: TenantLimits) {
        state.withLock { $0.usual = usual }
    }

    /// Counts what a call's response or transcription used; if a response finds the tenant over its hard limit, puts
    /// the stream into `overspent`. Called on event loops.
    package func record(_ entry: CallRecord, of ticket: CallTicket) {
        let used: Spent
        switch entry {
        case .usage(let usage):
            used = Spent(
                tokens: usage.textIn + usage.audioIn + usage.textOut + usage.audioOut,
                cost: prices.cost(of: usage, for: ticket.tenant))
        case .transcription(let usage):
            used = Spent(tokens: usage.tokensIn + usage.tokensOut, cost: prices.cost(of: usage, for: ticket.tenant))
        case .started, .turn, .tool, .transfer, .claim, .page, .ended: return
        }
        let today = today
        let isOver = state.withLock { state in
            state.turn(to: today)
            let tenant = ticket.tenant.id
            state.own[tenant] = (state.own[tenant] ?? Spent()) + used
            state.used[tenant] = (state.used[tenant] ?? Spent()) + used
            guard let hard = ticket.tenant.limits.orElse(state.usual).dailyHard else { return false }
            return state.spent(by: ticket.tenant.id).cost >= hard
        }
        if isOver, case .usage = entry { tell.yield(ticket.streamID) }
    }

    /// Replaces, by tenant, what other instances and earlier processes used today. Figures of another day are ignored.
    /// - Parameter day: the UTC day of the figures.
    package func tookUp(_ elsewhere: [String: Spent], of day: CivilDay) {
        let today = today
        state.withLock { state in
            state.turn(to: today)
            if day == today { state.elsewhere = elsewhere }
        }
    }

    /// What a tenant has used today, on all instances.
    package func spent(by tenant: String) -> Spent {
        let today = today
        return state.withLock { state in
            state.turn(to: today)
            return state.spent(by: tenant)
        }
    }

    /// What each tenant has used today, on all instances; tenants that used nothing are left out.
    package var all: [String: Spent] {
        let today = today
        return state.withLock { state in
            state.turn(to: today)
            return state.own.merging(state.elsewhere) { $0 + $1 }
        }
    }

    /// What the calls of this process have used since it started, by tenant.
    package var usedHere: [String: Spent] { state.withLock(\.used) }

    /// Today's UTC day.
    package var today: CivilDay { wall().day }

    /// How long until the next UTC day begins.
    package var untilTomorrow: CallDuration {
        let now = wall()
        return WallTime(seconds: (now.day.dayNumber + 1) * 86_400) - now
    }
}
