import CoraBusiness
import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import CoraWire
import StoreTesting
import Testing

@testable import CoraTools

/// Tools whose database is 160 ms away, or behind a pooler. Their time is the usual two seconds.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct FarToolsTests {
    /// Tools on a pool of their own.
    private static func tools(
        on conninfo: PostgresConninfo, size: Int, _ body: (ToolDatabase) async throws -> Void
    ) async throws {
        let pool = PostgresPool(
            conninfo, configuration: .init(size: size, keepsOpen: size), logger: ToolDatabase.logger)
        await pool.start()
        while await pool.state.idle < size { try await Task.sleep(for: .milliseconds(5)) }
        let executor = ToolExecutor(
            ToolRegistry.cora.tools(on: pool), clocks: TestCall.clocks(), logger: ToolDatabase.logger)
        let result: Result<Void, any Error>
        do { result = .success(try await body(ToolDatabase(pool: pool, executor: executor))) } catch {
            result = .failure(error)
        }
        await pool.close()
        try result.get()
    }

    private static func showing(_ property: String, _ time: String, phone: String = "5125550142") -> JSON {
        [
            "propertyId": .string(property), "datetimeISO": .string(time),
            "contact": ["name": "Dana Whitfield", "phone": .string(phone), "email": .null],
        ]
    }

    private static func callback(_ notes: String) -> JSON {
        ["phone": "5125550142", "reason": "status_update", "notes": .string(notes), "dueISO": .null]
    }

    /// Runs of every tool, in order, with the code each answers: the usual ones and those that ask most.
    private static let runs: [(tool: String, arguments: JSON, code: String)] = [
        ("search_properties", ["city": "Austin", "beds": 3, "maxPrice": 500_000], "ok"),
        ("search_properties", ["city": "near Austin", "beds": 3, "mustHaves": ["helipad"], "maxPrice": 90_000], "ok"),
        (
            "search_properties",
            ["city": "Austen", "beds": 9, "baths": 7, "minPrice": 1_000, "maxPrice": 2_000, "mustHaves": ["moat"]], "ok"
        ),
        ("search_properties", ["city": "Nowhere at all", "beds": 9, "maxPrice": 2_000], "ok"),
        ("qualify_lead", ["intent": "buy", "budget": 400_000, "timeline": .null, "financingStatus": "unknown"], "ok"),
        (
            "qualify_lead", ["intent": "buy", "budget": 450_000, "timeline": "soon", "financingStatus": "preapproved"],
            "ok"
        ),
        ("book_showing", showing("123 Main Street", "2026-11-25T14:00"), "ok"),
        ("book_showing", showing("ATX-1001", "2026-11-25T15:00"), "already_booked"),
        ("book_showing", showing("ATX-1001", "2026-11-25T15:00"), "ok"),
        ("book_showing", showing("ATX-1001", "2026-11-25T15:00"), "ok"),
        ("book_showing", showing("ATX-1001", "2026-11-25T15:00", phone: "5125550199"), "time_taken"),
        ("book_showing", showing("9 Nowhere Street, Elsewhere", "2026-11-25T15:00"), "unknown_property"),
        ("request_callback", callback("Please cancel my showing of 123 Main Street"), "ok"),
        ("request_callback", callback("Please cancel my showing, I am away"), "ok"),
        ("transfer_to_human", ["queue": "primary_agent", "urgency": "normal"], "not_set_up"),
    ]

    @Test func `every tool answers in its time, in few round trips, and costs no connection`() async throws {
        try await ToolDatabase.with { near in
            try await DelayingProxy.with(before: near.pool.conninfo) { proxy in
                try await Self.tools(on: try proxy.conninfo, size: 3) { far in
                    for (number, run) in Self.runs.enumerated() {
                        let before = proxy.figures
                        let answer = try await far.run(run.tool, run.arguments)
                        #expect(answer.code == run.code, "\(number) \(run.tool): \(answer.text)")
                        let trips = proxy.figures.roundTrips - before.roundTrips
                        #expect(trips <= DatabaseLoad.mostToolRoundTrips, "\(number) \(run.tool): \(trips)")
                    }
                    #expect(proxy.figures.opened == 3)
                    #expect(proxy.figures.closed == 0)
                }
                #expect(try await near.one("SELECT count(*) FROM showings WHERE status = 'booked'") == "1")
                #expect(try await near.one("SELECT count(*) FROM callbacks") == "1")
            }
        }
    }

    /// A usual booking is five; what a caller waits for longest is held closer than the others.
    @Test func `a booking takes five round trips, a lead four, a callback three`() async throws {
        try await ToolDatabase.with { near in
            try await DelayingProxy.with(before: near.pool.conninfo, delay: .milliseconds(1)) { proxy in
                try await Self.tools(on: try proxy.conninfo, size: 1) { far in
                    for (tool, arguments, most) in [
                        ("book_showing", Self.showing("123 Main Street", "2026-11-25T14:00"), 5),
                        ("qualify_lead", ["intent": "buy", "financingStatus": "unknown"], 4),
                        ("request_callback", Self.callback("Please call"), 3),
                        ("search_properties", ["city": "Austin", "mustHaves": ["pool"]], 1),
                    ] as [(String, JSON, Int)] {
                        let before = proxy.figures.roundTrips
                        let answer = try await far.run(tool, arguments)
                        #expect(answer.code == "ok")
                        #expect(proxy.figures.roundTrips - before <= most, "\(tool)")
                    }
                }
            }
        }
    }

    @Test func `a tool that runs out of time leaves nothing half done, and its connection as it was`() async throws {
        try await ToolDatabase.with { near in
            try await DelayingProxy.with(before: near.pool.conninfo) { proxy in
                try await Self.tools(on: try proxy.conninfo, size: 1) { far in
                    let hasty = ToolExecutor(
                        ToolRegistry.cora.tools(on: far.pool), deadline: .milliseconds(400),
                        clocks: TestCall.clocks(), logger: ToolDatabase.logger)
                    let booking = ToolInvocation(
                        id: "call_1", name: "book_showing",
                        arguments: Self.showing("ATX-1001", "2026-11-25T14:00").text)
                    let answer = try JSON.parse(await hasty.run(booking, on: TestCall.ticket()).envelope)
                    #expect(answer.code == "timeout", "\(answer.text)")
                    #expect(try await far.one("SELECT count(*) FROM showings") == "0")
                    #expect(try await far.run("book_showing", try JSON.parse(booking.arguments)).code == "ok")
                    #expect(proxy.figures.opened == 1)
                    #expect(proxy.figures.closed == 0)
                }
            }
        }
    }

    @Test func `every tool works behind PgBouncer, which pools transactions`() async throws {
        try await ToolDatabase.with { near in
            try await PgBouncer.with(before: near.pool.conninfo, servers: 2) { bouncer in
                try await Self.tools(on: try bouncer.conninfo(of: near.pool.conninfo), size: 6) { pooled in
                    for run in Self.runs {
                        #expect(try await pooled.run(run.tool, run.arguments).code == run.code, "\(run.tool)")
                    }
                    // Many callers at once want one time: the lock on the listing is the transaction's.
                    let codes = try await withThrowingTaskGroup(of: String.self) { group in
                        for number in 10..<22 {
                            group.addTask {
                                let ticket = TestCall.ticket(call: "00000000-0000-4000-8000-0000000000\(number)")
                                let wish = Self.showing("ATX-1003", "2026-11-25T14:00", phone: "51255501\(number)")
                                return try await pooled.run("book_showing", wish, on: ticket).code
                            }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(codes.count { $0 == "ok" } == 1)
                    #expect(codes.count { $0 == "time_taken" } == 11)
                }
            }
        }
    }
}
