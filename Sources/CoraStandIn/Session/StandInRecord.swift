import CoraWire

/// What a session heard and said, so that two runs, or a run and its expectation, can be compared row by row.
package struct StandInRecord: Sendable, Equatable {
    /// An item of the conversation. One that the client deleted is not there; one that it truncated has no text.
    package struct Item: Sendable, Equatable {
        /// Its id.
        package var id: String
        /// `message`, `function_call`, `function_call_output`, `mcp_call` and so on.
        package var type: String
        /// `user`, `assistant` or `system`; nil for what is no message.
        package var role: String?
        /// What a message says, or the transcript of its audio.
        package var text: String
        /// Milliseconds of its audio; of the assistant's, those that were sent and not cut off.
        package var audioMilliseconds: Int
        /// The call that a call or its output belongs to.
        package var call: String?
        /// The name of the tool that is called.
        package var tool: String?
        /// The arguments of a call.
        package var arguments: String?
        /// The output of a call.
        package var output: String?
    }

    /// A response that is over.
    package struct Response: Sendable, Equatable {
        /// Its id.
        package var id: String
        /// `completed`, `cancelled`, `failed` or `incomplete`.
        package var status: String
        /// Why it was not completed: the reason, or the code of its error.
        package var reason: String?
        /// What was said in it.
        package var said: String
        /// The tools that were called in it, in order.
        package var tools: [String]
    }

    /// The session's id.
    package var session: String
    /// The id of the call between a browser and the model that it is; nil for that of a websocket alone.
    package var rtcCall: String?
    /// Unix seconds at which it began.
    package var since: Int
    /// Whether it goes on.
    package var isOpen: Bool
    /// The code of the close frame it ended with; nil without one.
    package var closeCode: Int?
    /// How many turns the caller has taken.
    package var turns: Int
    /// How many messages the assistant said, or the client put in for it, before the caller's first turn.
    package var greetings: Int
    /// The conversation, in order.
    package var items: [Item]
    /// The latest responses that are over, in the order in which they ended.
    package var responses: [Response]
}

extension StandInSession {
    /// The most responses in a record.
    private static let responseLimit = 1_000

    /// What the session heard and said until now.
    package var record: StandInRecord {
        let items = conversation.items.map(StandInRecord.Item.init)
        return StandInRecord(
            session: id, rtcCall: call, since: openedAt, isOpen: !isClosed, turns: callerTurns,
            greetings: items.prefix { $0.role != "user" || $0.audioMilliseconds == 0 }
                .filter { $0.role == "assistant" }.count,
            items: items, responses: finishedResponses)
    }

    /// Takes down how a response ended.
    mutating func note(_ run: ResponseRun, _ outcome: ResponseRun.Outcome) {
        if finishedResponses.count >= Self.responseLimit { finishedResponses.removeFirst() }
        let details = outcome.details
        let items = run.output.map { StandInConversation.Item(id: "", object: $0) }
        finishedResponses.append(
            StandInRecord.Response(
                id: run.id, status: outcome.status,
                reason: details["reason"]?.string ?? details["error"]?["code"]?.string,
                said: items.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n"),
                tools: items.compactMap { $0.object["name"]?.string }))
    }
}

extension StandInRecord.Item {
    fileprivate init(_ item: StandInConversation.Item) {
        func member(_ name: String) -> String? { item.object[name]?.string }
        self.init(
            id: item.id, type: member("type") ?? "", role: member("role"), text: item.text,
            audioMilliseconds: item.milliseconds, call: member("call_id"), tool: member("name"),
            arguments: member("arguments"), output: member("output"))
    }
}
