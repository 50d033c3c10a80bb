import CoraCall
import CoraServer
import CoraSettings
import CoraStandIn
import CoraSupervisor
import CoraTenant
import CoraWire
import Testing

struct AdmissionTests {
    private static let flood = "+14155550111"

    private static func tenants(_ more: String) -> String {
        TestLine.tenants()
            + """
              - id: flood
                numbers: ["\(flood)"]
                instructions: Say little.

            """ + more.split(separator: "\n").map { "    \($0)\n" }.joined()
    }

    @Test(.timeLimit(.minutes(3)))
    func `a tenant that has as many calls as it may hears so; another one is answered`() async throws {
        var options = TestLine.Options()
        options.tenants = Self.tenants(
            "humanNumber: \"+14155550177\"\nlimits:\n  concurrentCalls: 1\n  whenRefused: words")
        try await TestLine.run(options) { line in
            let (socket, _) = try await line.openLive(to: Self.flood)
            let refused = try await line.announce(to: Self.flood)
            #expect(refused.answer.body.contains("<Say language=\"en-US\">I'm sorry, all our lines are busy."))
            #expect(!refused.answer.body.contains("<Dial"))
            #expect(try await line.announce().token != nil)
            try await socket.hangUp()
            _ = try await line.ending(of: socket.callSID)
            try await eventually("its place") { try await line.announce(to: Self.flood).token != nil }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `or is put through to the tenant's person`() async throws {
        var options = TestLine.Options()
        options.tenants = Self.tenants("humanNumber: \"+14155550177\"\nlimits:\n  callsPerMinute: 1")
        try await TestLine.run(options) { line in
            let taken = try await line.announce(to: Self.flood)
            #expect(taken.token != nil)
            let refused = try await line.announce(to: Self.flood)
            #expect(refused.answer.body.contains(#"<Dial answerOnBridge="true">+14155550177</Dial>"#))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a drain that is taken back`() async throws {
        try await TestLine.run { line in
            await line.application.supervisor.beginDraining()
            let (ready, refused) = (try await line.get("/readyz"), try await line.announce())
            #expect(ready == HTTPAnswer(status: 503, body: "draining\n"))
            #expect(refused.token == nil)
            #expect(await line.application.supervisor.undrain())
            let (again, taken) = (try await line.get("/readyz"), try await line.announce())
            #expect(again.status == 200)
            #expect(taken.token != nil)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a caller who is turned away hears that they will be called, and is taken down`() async throws {
        try await StoredLine.with { stored in
            var options = stored.options(tenants: Self.tenants("limits:\n  callsPerMinute: 1"))
            let settings = options.settings
            options.settings = { settings(&$0) }
            try await TestLine.run(options) { line in
                try await eventually("the tenants") { await stored.hasTenants }
                #expect(try await line.announce(to: Self.flood).token != nil)
                let refused = try await line.announce(to: Self.flood)
                #expect(refused.answer.body.contains("We have noted your number and will call you back. Goodbye."))
                try await eventually("a callback") {
                    try await stored.one("SELECT notes FROM callbacks WHERE tenant_id = 'flood'")?
                        .contains("too many callers rang this business within a minute") == true
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `over the soft limit calls are frugal; over the hard one they end with a goodbye, and no more are taken`()
        async throws
    {
        var options = TestLine.Options()
        options.tenants = Self.tenants("model: premium\nlimits:\n  dailySoftUSD: 0.000001\n  dailyHardUSD: 1")
        try await TestLine.run(options) { line in
            let (first, _) = try await line.openLive(to: Self.flood)
            try await eventually("its bill") {
                line.application.spend.spent(by: "flood").cost > Dollars(billionths: 1000)
            }
            let place = line.ear.ledger.count
            let (second, session) = try await line.openLive(to: Self.flood)
            let update = try await line.ear.received("session.update", in: session, after: place)
            #expect(update["session"]?["max_output_tokens"] == 1024)
            #expect(update["session"]?["instructions"]?.string?.hasSuffix(Directions.frugal) == true)
            try await first.hangUp()

            // Another call of the tenant costs more than a dollar.
            var usage = ResponseUsage()
            usage.audioOut = 1_000_000
            let tenant = Tenant(id: "flood", numbers: [], agentName: "A")
            let other = CallTicket(
                callSID: "CA0", callID: "0", tenant: tenant, callerNumber: "", dialledNumber: Self.flood)
            line.application.spend.record(.usage(usage), of: other)
            #expect(try await line.announce(to: Self.flood).answer.body.contains("can't take any more calls today"))
            try await second.saySomething()
            #expect(try await line.ending(of: second.callSID).0 == Termination(.spendLimit))
            let said = line.turns(of: second.callSID).map(\.text)
            #expect(said.contains { $0.hasPrefix("I'm sorry, I have to end our call here.") }, "\(said)")
            #expect(try await line.after(second.callSID).body.contains("<Hangup"))
        }
    }
}
