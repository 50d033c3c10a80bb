import CoraSupervisor

/// The query of `GET /ops/calls`: `tenant`, `state`, `channel`, `sort`, `limit`.
struct CallListQuery: Sendable, Equatable {
    /// The order of the calls.
    enum Order: String, Sendable, CaseIterable {
        /// The longest call first.
        case duration
        /// The call with the slowest answer first.
        case latency
        /// By tenant; within a tenant, the longest first.
        case tenant
        /// By state; within a state, the longest first.
        case state
    }

    /// The most calls in one answer.
    static let most = 5000

    var tenant: String?
    var state: String?
    var channel: String?
    var order = Order.duration
    var limit = 1000

    /// - Returns: nil if a value is not valid.
    init?(_ value: (String) -> String?) {
        tenant = value("tenant")
        state = value("state")
        channel = value("channel")
        if let text = value("sort") {
            guard let order = Order(rawValue: text) else { return nil }
            self.order = order
        }
        if let text = value("limit") {
            guard let number = Int(text), (1...Self.most).contains(number) else { return nil }
            limit = number
        }
    }

    /// The calls that the query asks for, in order, and how many match in all.
    func select(_ calls: [CallStats]) -> CallList {
        let wanted = calls.filter { call in
            (tenant == nil || call.tenant == tenant) && (state == nil || call.state == state)
                && (channel == nil || call.channel == channel)
        }
        return CallList(calls: Array(wanted.sorted(by: isBefore).prefix(limit)), total: wanted.count)
    }

    private func isBefore(_ left: CallStats, _ right: CallStats) -> Bool {
        switch order {
        case .duration: break
        case .latency:
            let slow = (left.slowestTurnMs ?? 0, right.slowestTurnMs ?? 0)
            if slow.0 != slow.1 { return slow.0 > slow.1 }
        case .tenant: if left.tenant != right.tenant { return left.tenant < right.tenant }
        case .state: if left.state != right.state { return left.state < right.state }
        }
        if left.durationMs != right.durationMs { return left.durationMs > right.durationMs }
        return left.callSid < right.callSid
    }
}

/// The answer of `GET /ops/calls`.
struct CallList: Codable, Sendable, Equatable {
    /// The calls.
    var calls: [CallStats]
    /// How many match, those beyond the limit included.
    var total: Int
}
