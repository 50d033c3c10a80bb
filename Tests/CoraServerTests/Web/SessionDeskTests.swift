import CoraCall
import CoraClients
import CoraSession
import CoraShared
import CoraSupervisor
import CoraTenant
import CoraWeb
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import CoraServer

struct SessionDeskTests {
    /// Tenants that stay.
    private final class Tenants: TenantSource {
        let tenants: [Tenant]
        let changes = AsyncStream<[Tenant]> { $0.finish() }

        init(_ tenants: [Tenant]) {
            self.tenants = tenants
        }

        func current(forDialled number: String) -> Tenant? { tenants.last }
        func tenant(forDialled number: String) async -> Tenant? { tenants.last }
    }

    /// Dials nothing.
    private struct NoConnector: ModelConnector {
        let maxMessage = 1 << 20

        func connect<Output: Sendable>(
            to address: WebSocketAddress, headers: HTTPHeaders, on loop: any EventLoop,
            configure: @escaping @Sendable (any Channel) throws -> Output
        ) -> EventLoopFuture<Output> {
            loop.makeFailedFuture(WebSocketDialError.timedOut)
        }
    }

    /// A desk, and the clock of its supervisor.
    private final class Office: Sendable {
        let time: Time
        let supervisor: CallSupervisor
        let tickets: TicketDesk
        let desk: SessionDesk

        /// - Parameters:
        ///   - spent: what each tenant has spent today, where more than a dollar is over the soft limit.
        ///   - prepare: gives the client secret of a session, and may let time pass.
        init(
            _ tenants: [Tenant], spent: Dollars = .zero,
            prepare: @escaping @Sendable (CallTicket, Time) async -> ClientSecret? = { _, _ in nil }
        ) {
            let time = Time()
            self.time = time
            let book = SpendBook(
                prices: PriceList(model: "m", transcriptionModel: "t", speech: [:], transcription: [:])
            ) {
                WallTime(seconds: 1000)
            }
            for tenant in tenants { book.tookUp([tenant.id: .init(tokens: 1, cost: spent)], of: book.today) }
            supervisor = CallSupervisor(
                limits: .init(tenant: TenantLimits(dailySoft: Dollars("1")), ticketLife: .seconds(60)),
                surroundings: .init(spend: book, frugalModel: "cheap")
            ) { time.now }
            tickets = TicketDesk(
                supervisor: supervisor, shared: MemorySharedState { time.now },
                secret: "0123456789abcdef0123456789abcdef", life: .seconds(60))
            desk = SessionDesk(
                tenants: Tenants(tenants), desk: tickets,
                dialer: ModelDialer(
                    baseURL: "http://127.0.0.1:1/v1", apiKey: "sk-test", defaultModel: "a-model",
                    defaultTranscription: "t", connector: NoConnector()),
                clocks: Clocks(wall: { WallTime(seconds: 1000) }, steady: { time.now }),
                prepare: { await prepare($0, time) })
        }
    }

    /// A clock that is set by hand.
    private final class Time: Sendable {
        private let instant = Mutex(CallInstant(nanoseconds: 0))
        var now: CallInstant { instant.withLock { $0 } }
        func pass(_ duration: CallDuration) { instant.withLock { $0 = $0 + duration } }
    }

    private static func tenant(
        _ id: String, isOpen: Bool = true, origins: [String] = [], isDirect: Bool = false
    ) -> Tenant {
        Tenant(
            id: id, numbers: ["+1415555010\(id.utf8.count)"], agentName: id,
            web: Tenant.WebLine(isOpen: isOpen, origins: origins, isDirect: isDirect))
    }

    private static let secret = ClientSecret(value: Confidential("ek_1"), expiresAt: 1060, calls: "https://api/calls")

    @Test func `a client gets the tenant that it names, that its page belongs to, or the default one`() {
        let office = Office([
            Self.tenant("ray", origins: ["https://ray.example"]), Self.tenant("closed", isOpen: false),
            Self.tenant("front"),
        ])
        #expect(office.desk.tenant(named: "ray", origin: nil)?.id == "ray")
        #expect(office.desk.tenant(named: nil, origin: "https://ray.example")?.id == "ray")
        #expect(office.desk.tenant(named: nil, origin: "https://other.example")?.id == "front")
        #expect(office.desk.tenant(named: nil, origin: nil)?.id == "front")
        #expect(office.desk.tenant(named: "closed", origin: nil) == nil)
        #expect(office.desk.tenant(named: "nobody", origin: "https://ray.example") == nil)
    }

    @Test func `where the default tenant takes no calls from browsers, the only one that does is meant`() {
        let one = Office([Self.tenant("ray"), Self.tenant("front", isOpen: false)])
        #expect(one.desk.tenant(named: nil, origin: nil)?.id == "ray")
        let two = Office([Self.tenant("ray"), Self.tenant("sarah"), Self.tenant("front", isOpen: false)])
        #expect(two.desk.tenant(named: nil, origin: nil) == nil)
    }

    @Test func `a session's token gives its ticket once: a caller in a browser, on the tenant's number`() async throws {
        let office = Office([Self.tenant("ray")])
        let session = try await office.desk.open(for: Self.tenant("ray"))
        #expect(WebHello.isSession(session.id))
        #expect(session.expiresAt == 1015 && session.model == "a-model" && session.agent == "ray")
        let ticket = try await office.tickets.redeem(token: session.token, callSID: session.id).get()
        #expect(ticket.caller == .web && ticket.callerNumber == "web" && ticket.dialledNumber == "+14155550103")
        #expect(await office.tickets.redeem(token: session.token, callSID: session.id) == .failure(.used))
    }

    @Test func `a place whose client does not come is back after fifteen seconds, a telephone's later`() async throws {
        let office = Office([Self.tenant("ray")])
        _ = try await office.desk.open(for: Self.tenant("ray"))
        let ticket = CallTicket(
            callSID: "CA1", callID: "c", tenant: Self.tenant("ray"), callerNumber: "+14155550199", dialledNumber: "+1")
        _ = try await office.tickets.issue(ticket)
        office.time.pass(.milliseconds(14_999))
        #expect(await office.supervisor.admissionFigures().calls.pending == 2)
        office.time.pass(.milliseconds(1))
        #expect(await office.supervisor.admissionFigures().calls.pending == 1)
        office.time.pass(.seconds(45))
        #expect(await office.supervisor.admissionFigures().calls.pending == 0)
    }

    @Test func `a session that is not let in says why and until when`() async throws {
        var tenant = Self.tenant("ray")
        tenant.limits.concurrentCalls = 1
        let office = Office([tenant])
        _ = try await office.desk.open(for: tenant)
        await #expect(throws: TicketDesk.Refused(why: .tenantCalls, retryAfter: .seconds(30))) {
            try await office.desk.open(for: tenant)
        }
    }

    @Test(arguments: [true, false])
    func `where the model gives a client secret, audio may go to it; the client is told the secret if the tenant wants`(
        isDirect: Bool
    ) async throws {
        let tenant = Self.tenant("ray", isDirect: isDirect)
        let session = try await Office([tenant]) { _, _ in Self.secret }.desk.open(for: tenant)
        #expect(session.hasPeers)
        #expect(session.secret == (isDirect ? Self.secret : nil))
        let without = try await Office([tenant]).desk.open(for: tenant)
        #expect(!without.hasPeers && without.secret == nil)
    }

    @Test(arguments: [true, false])
    func `where the model's settings hold a secret, audio takes the socket alone`(isHeld: Bool) async throws {
        var tenant = Self.tenant("ray", isDirect: true)
        let url = try #require(ToolURL("https://maps.example/mcp"))
        tenant.mcpServers = [
            RemoteToolServer(label: "maps", url: url, authorization: isHeld ? Confidential("key") : nil)
        ]
        let session = try await Office([tenant]) { _, _ in Self.secret }.desk.open(for: tenant)
        #expect(session.hasPeers == !isHeld && (session.secret == nil) == isHeld)
    }

    @Test func `a client that can only have the socket costs no client secret`() async throws {
        let tenant = Self.tenant("ray", isDirect: true)
        let office = Office([tenant]) { _, _ in
            Issue.record("a client secret was minted")
            return Self.secret
        }
        let session = try await office.desk.open(for: tenant, onlySocket: true)
        #expect(!session.hasPeers && session.secret == nil)
    }

    @Test func `the secret is for the session as it was let in: on a cheaper model, once the tenant has spent much`()
        async throws
    {
        let wanted = Mutex<CallTicket?>(nil)
        let tenant = Self.tenant("ray")
        let office = Office([tenant], spent: Dollars(billionths: 2_000_000_000)) { ticket, _ in
            wanted.withLock { $0 = ticket }
            return Self.secret
        }
        let session = try await office.desk.open(for: tenant)
        #expect(session.model == "cheap")
        let ticket = try await office.tickets.redeem(token: session.token, callSID: session.id).get()
        #expect(ticket.quality == .frugal)
        #expect(wanted.withLock(\.self) == ticket)
    }

    @Test func `the time that the secret took is not the client's any more`() async throws {
        let office = Office([Self.tenant("ray")]) { _, time in
            time.pass(.milliseconds(2500))
            return Self.secret
        }
        let session = try await office.desk.open(for: Self.tenant("ray"))
        #expect(session.expiresIn == 13 && session.expiresAt == 1015)
        #expect(try await Office([Self.tenant("ray")]).desk.open(for: Self.tenant("ray")).expiresIn == 15)
    }

    @Test func `an address has five sessions at once, then one every twelve seconds`() {
        let time = Time()
        let rates = SessionRates { time.now }
        for _ in 0..<5 { #expect(rates.wait(for: "192.0.2.1") == nil) }
        #expect(rates.wait(for: "192.0.2.1") == .seconds(12))
        #expect(rates.wait(for: "192.0.2.2") == nil)
        time.pass(.seconds(12))
        #expect(rates.wait(for: "192.0.2.1") == nil)
        #expect(rates.wait(for: "192.0.2.1") != nil)
    }

    @Test(arguments: AdmissionRefusal.allCases)
    func `every refusal has a status, a word, a sentence and a time`(why: AdmissionRefusal) {
        let refusal = SessionRefusal.notAdmitted(why, .milliseconds(1500), .english)
        #expect([429, 503].contains(refusal.status))
        #expect(refusal.code == why.rawValue)
        #expect(refusal.message.hasPrefix("I'm sorry"))
        #expect(refusal.response.headers[.retryAfter] == "2")
        #expect(refusal.response.headers[.cacheControl] == "no-store")
    }
}
