import CoraPostgres
import CoraStore
import CoraTenant
import StoreTesting
import Testing

@Suite(.serialized)
struct CallQueriesTests {
    private static let sid = "CA3f9c1b20d4e5f60718293a4b5c6d7e8f"
    private static let id = "3f9c1b20-d4e5-f607-1829-3a4b5c6d7e8f"

    @Test(.timeLimit(.minutes(2)))
    func `calls are listed the latest first, by tenant, time and number; one is read whole`() async throws {
        try await QueryServer.with { server in
            let queries = CallQueries(server.pool)
            #expect(try await queries.recent() == [])
            try await server.addWholeCall(sid: Self.sid, id: Self.id)
            _ = try await server.pool.query(
                """
                INSERT INTO calls (twilio_sid, tenant_id, started_at, caller_number, agent_number, channel)
                VALUES ('CA3f9cffff', 'sarah-chen', '2026-11-24 08:00+00', 'anonymous', '+14155550101', 'telephone'),
                  ('CAaa', 'sarah-chen', '2026-11-22 08:00+00', '+1', '+14155550101', 'web')
                """)
            let all = try await queries.recent()
            #expect(all.map(\.callSID) == ["CA3f9cffff", Self.sid, "CAaa"])
            #expect(all[1].turns == 3)
            #expect(all[1].cost == 0.183214)
            #expect(all[1].summary == "Wants three bedrooms in Austin.")
            #expect(all[0].endedAt == nil && all[0].outcome == nil && all[0].summary == nil)
            #expect(try await queries.recent(CallFilter(tenant: "sarah-chen")).count == 2)
            #expect(try await queries.recent(CallFilter(limit: 1)).map(\.callSID) == ["CA3f9cffff"])
            #expect(try await queries.recent(CallFilter(channel: .web)).map(\.callSID) == ["CAaa"])
            #expect(try await queries.recent(CallFilter(channel: .telephone)).count == 2)
            #expect(try await queries.recent(CallFilter(since: all[1].startedAt)).count == 2)
            #expect(try await queries.call("3f9c") == .several(["CA3f9cffff", Self.sid]))
            #expect(try await queries.call("CA77") == .none)
            #expect(try await queries.call("") == .none)
            #expect(try await queries.call("%") == .none)
            for name in [Self.sid, "3f9c1", "CA3f9c1b"] {
                guard case .found(let call) = try await queries.call(name) else {
                    Issue.record("\(name) was not found")
                    return
                }
                Self.expectWhole(call)
            }
        }
    }

    private static func expectWhole(_ call: StoredCall) {
        #expect(call.listing.callSID == sid)
        #expect(call.agentName == "Ray Richards")
        #expect(call.turns.map(\.role) == ["assistant", "user", "tool", "assistant"])
        #expect(call.turns.last?.heard == "I found two")
        #expect(call.turns.last?.cutMilliseconds == 3200)
        #expect(call.tools.map(\.name) == ["search_properties"])
        #expect(call.tools.first?.milliseconds == 42)
        #expect(call.claims.map(\.sentence) == ["I have booked it."])
        #expect(call.claims.first?.isCorrected == true)
        #expect(call.summary?.nextActions == ["Call back, soon", "Send papers"])
        #expect(call.summary?.properties == ["ATX-1001"])
        #expect(call.usage.cachedAudioIn == 4100)
        #expect(call.usage.transcriptionCost == 0.0041)
        #expect(call.frames.dropped == 3)
        #expect(call.listing.channel == .telephone && call.page == nil)
    }
}
