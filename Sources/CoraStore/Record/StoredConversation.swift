package import CoraCall
package import CoraPostgres
package import CoraTenant

/// A call's conversation as the store has it: what a new model session must be told in order to go on where the last
/// one was.
package struct StoredConversation: Sendable, Equatable {
    /// One item, in the order of the conversation.
    package enum Item: Sendable, Equatable {
        /// Words of the caller or the agent. If an agent's turn was cut off, a new session is told only `heard`: the
        /// caller knows no more.
        case message(role: Turn.Role, item: String, text: String, heard: String, cutMilliseconds: Int?)
        /// A tool's call and what it came to; the arguments are to the letter.
        case tool(ToolInvocation, ToolOutcome)
    }

    /// The call's own id.
    package var callID: String
    /// The carrier's id of the call.
    package var callSID: String
    /// The tenant as it was when the call began; nil if the row does not have it.
    package var tenant: Tenant?
    /// The caller's number.
    package var callerNumber: String
    /// The number that was dialled.
    package var dialledNumber: String
    /// How many streams the call has had.
    package var streams: Int
    /// Whether the call is over, as far as the store knows.
    package var isEnded: Bool
    /// What was said and done, in order.
    package var items: [Item]

    package init(
        callID: String, callSID: String, tenant: Tenant?, callerNumber: String, dialledNumber: String, streams: Int,
        isEnded: Bool, items: [Item]
    ) {
        self.callID = callID
        self.callSID = callSID
        self.tenant = tenant
        self.callerNumber = callerNumber
        self.dialledNumber = dialledNumber
        self.streams = streams
        self.isEnded = isEnded
        self.items = items
    }
}

extension StoredConversation {
    /// Reads a call's conversation, in one round trip.
    /// - Parameters:
    ///   - callSID: the carrier's id of the call.
    ///   - store: the database that has it.
    /// - Returns: nil if the store has no such call.
    /// - Throws: `PostgresError`.
    package static func rebuild(
        callSID: String, from store: PostgresPool
    ) async throws(PostgresError) -> StoredConversation? {
        let results = try await store.batch(
            [
                PostgresStatement(
                    """
                    SELECT id, tenant, caller_number, agent_number, streams, ended_at IS NOT NULL AS ended
                    FROM calls WHERE twilio_sid = $1
                    """, [.text(callSID)]),
                PostgresStatement(
                    """
                    SELECT role, text, item_id, heard_text, cut_ms, tool_call_id, raw ->> 'name' AS name,
                      raw ->> 'arguments' AS arguments
                    FROM call_turns WHERE call_id = (SELECT id FROM calls WHERE twilio_sid = $1)
                    ORDER BY coalesce(sequence, 2147483647), ts, id
                    """, [.text(callSID)]),
            ])
        guard results.count == 2, let row = results[0].first else { return nil }
        let (id, turns): (String, PostgresResult) = (try row.value("id"), results[1])
        return StoredConversation(
            callID: id, callSID: callSID, tenant: row["tenant"].flatMap(TenantSnapshot.tenant(from:)),
            callerNumber: try row.value("caller_number"), dialledNumber: try row.value("agent_number"),
            streams: try row.value("streams"), isEnded: try row.value("ended"),
            items: turns.rows.compactMap(Item.init))
    }
}

extension StoredConversation.Item {
    /// Nil if no version of this program writes such a row.
    fileprivate init?(_ row: PostgresRow) {
        guard let role = row["role"], let text = row["text"] else { return nil }
        if role == "tool" {
            guard let id = row["tool_call_id"], let name = row["name"] else { return nil }
            self = .tool(
                ToolInvocation(id: id, name: name, arguments: row["arguments"] ?? ""), ToolOutcome(stored: text))
        } else {
            guard let role = Turn.Role(rawValue: role) else { return nil }
            self = .message(
                role: role, item: row["item_id"] ?? "", text: text, heard: row["heard_text"] ?? text,
                cutMilliseconds: row["cut_ms"].flatMap { Int($0) })
        }
    }
}
