import CoraCall
import CoraSession
import CoraTenant
import CoraWeb
import NIOCore
import NIOEmbedded

/// A session of a web client between two testing channels on one testing loop.
final class WebCall: @unchecked Sendable {
    // Unchecked: `fake` is loop-bound; it is touched only inside `page`, on the loop's queue.

    static let session = "WS0123456789abcdef0123456789abcdef"
    static let hello = WebHello(session: session, token: TestCall.token)

    let call: TestCall
    private let channel: NIOAsyncTestingChannel
    private let fake: FakePage
    /// The session.
    private var bound: CallSession?

    private init(_ call: TestCall) {
        self.call = call
        channel = NIOAsyncTestingChannel(loop: call.loop)
        fake = FakePage(channel, on: call.loop)
    }

    /// A socket that has just been upgraded.
    /// - Parameters:
    ///   - hello: what the client presented with the upgrade.
    ///   - media: which way it wishes its audio to go.
    static func open(
        _ options: TestCall.Options = .init(), hello: WebHello? = nil, media: WebMedia = .socket
    ) async throws -> WebCall {
        let (call, services) = await TestCall.prepared(options)
        let web = WebCall(call)
        _ = try await web.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 3)).get()
        try await call.loop.executeInContext {
            let fake = web.fake
            try web.channel.pipeline.syncOperations.addHandler(FrameTap(isMasked: false) { fake.take($0) })
            web.bound = try CallSession.openWeb(on: web.channel, hello: hello, media: media, services: services)
        }
        return web
    }

    /// A session that was accepted; the model's is not set up.
    static func started(_ options: TestCall.Options = .init()) async throws -> WebCall {
        let web = try await open(options, hello: hello)
        await web.call.recorder.entries.first { $0 == .started }
        return web
    }

    /// A session whose greeting has been heard, with the microphone on. Nothing is said or asked for.
    static func quiet(_ options: TestCall.Options = .init()) async throws -> WebCall {
        let web = try await started(options)
        try await web.page { $0.microphoneOn() }
        try await web.call.model { model in
            model.sessionUpdated()
            model.begins("R0")
            model.itemAdded("A0", in: "R0")
            model.speech(400, item: "A0", in: "R0")
            model.itemDone("A0", "Hello.", in: "R0")
            model.done("R0")
        }
        await web.call.pass(.milliseconds(500))
        return web
    }

    /// A quiet session in which the agent then says two seconds, all of which were sent at once.
    static func speaking(delay: TimeAmount = .zero, finishes: Bool = true) async throws -> WebCall {
        let web = try await quiet()
        try await web.page { $0.delay = delay }
        try await web.call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.speech(2000, item: "A1", in: "R1")
            guard finishes else { return }
            model.itemDone("A1", "One two three four.", in: "R1")
            model.done("R1")
        }
        return web
    }

    /// The session's page posts an offer.
    func offer(_ number: Int, key: String, _ sdp: String = "v=0 offer") async -> Result<String, OfferRefusal> {
        guard let bound else { return .failure(.over) }
        do throws(OfferRefusal) {
            return .success(try await bound.offer(sdp, number: number, key: key))
        } catch {
            return .failure(error)
        }
    }

    /// Whether the client's socket is open.
    var isConnected: Bool { channel.isActive }

    /// Does something as the client, on the loop, and returns what it says. Due work is done before and after.
    @discardableResult
    func page<Value: Sendable>(_ body: @escaping @Sendable (FakePage) throws -> Value) async throws -> Value {
        await call.loop.run()
        let value = try await call.loop.executeInContext { try body(self.fake) }
        await call.loop.run()
        return value
    }
}

extension FakeModel {
    /// Deltas of 100 ms of 24 kHz samples, all at once, no two samples of one alike.
    func speech(_ milliseconds: Int, item: String, in response: String) {
        for _ in 0..<milliseconds / 100 {
            delta((0..<4800).map { UInt8(truncatingIfNeeded: $0 &* 7) }, item: item, in: response)
        }
    }
}
