import CoraCall
import CoraRealtime
import CoraSession
import CoraTenant
import CoraWeb
import CoraWire
import NIOCore
import NIOEmbedded

/// The model's HTTP API for calls of browsers, as a test plays it.
actor TestPeers: PeerCalls {
    /// What it answers to an offer, in order; the last goes on.
    private var answers: [Result<String, PeerRefusal>]
    private var isOpen: Bool
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// The offers that came.
    nonisolated let offers = Ledger<String>()
    /// The calls that were ended.
    nonisolated let hangUps = Ledger<String>()

    /// - Parameters:
    ///   - answers: a call's id for each offer, or why it is refused.
    ///   - isOpen: whether it answers at once.
    init(_ answers: [Result<String, PeerRefusal>] = [.success("rtc_1"), .success("rtc_2")], isOpen: Bool = true) {
        self.answers = answers
        self.isOpen = isOpen
    }

    func answer(
        _ offer: String, for ticket: CallTicket, by route: ModelRoute, session: SessionSettings
    ) async throws(PeerRefusal) -> PeerAnswer {
        offers.append(offer)
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
        let answer = answers.count > 1 ? answers.removeFirst() : answers[0]
        return PeerAnswer(callID: try answer.get(), sdp: "v=0 answer")
    }

    nonisolated func hangUp(_ callID: String, of tenant: Tenant, by route: ModelRoute) { hangUps.append(callID) }

    /// Answers those who wait, and all to come.
    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// A session whose browser connects to the model, on virtual time.
struct PeerCall {
    let web: WebCall
    let peers: TestPeers
    var call: TestCall { web.call }

    /// A session that was accepted, and whose page was asked for its first connection.
    static func started(
        _ options: TestCall.Options = .init(), peers: TestPeers = TestPeers()
    ) async throws -> PeerCall {
        var options = options
        options.peers = peers
        let web = try await WebCall.open(options, hello: WebCall.hello, media: .webrtc)
        await web.call.recorder.entries.first { $0 == .started }
        await web.call.loop.run()
        return PeerCall(web: web, peers: peers)
    }

    /// A session whose connection stands and whose greeting the caller has heard.
    static func quiet(_ options: TestCall.Options = .init(), peers: TestPeers = TestPeers()) async throws -> PeerCall {
        let peer = try await started(options, peers: peers)
        try await peer.connect()
        try await peer.call.model { model in
            model.sessionUpdated()
            model.begins("R0")
            model.itemAdded("A0", in: "R0")
            model.plays("started", "R0")
            model.itemDone("A0", "Hello.", in: "R0")
            model.done("R0")
            model.plays("stopped", "R0")
        }
        return peer
    }

    /// The page makes the connection that it was asked for last, and says that it stands.
    func connect() async throws {
        guard let (number, key) = try await asked() else { return }
        guard case .success = await web.offer(number, key: key) else { return }
        await call.loop.run()
        try await web.page { $0.say(.peer(number: number, .connected)) }
    }

    /// The connection that the page was asked for last.
    func asked() async throws -> (number: Int, key: String)? {
        try await web.page { page in
            guard let offer = page.all("offer").last, let number = offer["number"]?.int, let key = offer["key"]?.string
            else { return nil }
            return (number, key)
        }
    }

    /// Time passes, while the page sends its heartbeats.
    func pass(seconds: Int) async throws {
        for second in 0..<seconds {
            if second.isMultiple(of: 3) { try await web.page { $0.say(.heartbeat(id: second)) } }
            await call.pass(.seconds(1))
        }
    }
}

extension FakeModel {
    /// The server plays to the browser: `started`, `stopped` or `cleared`.
    func plays(_ how: String, _ response: String) {
        send("output_audio_buffer.\(how)", #""response_id":"\#(response)""#)
    }

    /// The server has cut an item.
    func truncated(_ item: String, at milliseconds: Int) {
        send(
            "conversation.item.truncated",
            #""item_id":"\#(item)","content_index":0,"audio_end_ms":\#(milliseconds)"#)
    }

    /// An answer to a tool call joined the conversation.
    func answered(_ call: String) {
        send(
            "conversation.item.added",
            """
            "previous_item_id":null,"item":{"id":"item_o","type":"function_call_output","status":"completed",\
            "call_id":"\(call)","output":"{}"}
            """)
    }
}
