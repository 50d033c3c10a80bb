extension Scenario {
    /// Twilio's REST API during a call.
    package struct REST: Sendable, Equatable {
        /// Whether the server may use it. A server without it ends the stream to have a call moved.
        package var isOffered: Bool
        /// What goes wrong with the first requests.
        package var faults: TwilioRESTFaults

        package init(isOffered: Bool = true, faults: TwilioRESTFaults = TwilioRESTFaults()) {
            self.isOffered = isOffered
            self.faults = faults
        }
    }
}

extension Scenario.REST {
    /// Reads `true`, `false`, or how requests fail: `{ fail: no_answer }`, or a list for the first request, the second
    /// and so on.
    init(_ node: ScenarioNode) throws(ScenarioError) {
        self.init()
        guard node.isMapping else {
            isOffered = try node.truth()
            return
        }
        try node.allow("fail")
        let failures = try node.required("fail")
        for failure in failures.isList ? try failures.list() : [failures] {
            faults.next.append(try failure.choice(TwilioRESTFaults.Failure.self))
        }
    }
}
