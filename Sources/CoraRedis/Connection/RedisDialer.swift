import NIOCore
import NIOPosix

/// Makes connections: TCP, TLS, handshake, all within one time. On its loop alone.
struct RedisDialer: Sendable {
    let loop: any EventLoop
    let tls: RedisTLS?
    /// The longest time for one connection.
    let patience: TimeAmount

    /// Connects a link and has it say what comes first. The link is not open yet, and is closed by its owner.
    func dial(_ host: RedisHost, _ handshake: RedisHandshake, _ link: RedisLink) async throws(RedisError) {
        let deadline = loop.now + patience
        do {
            // Nothing is read before the handlers are there: the server's first words, or its end, would be lost.
            let channel = try await ClientBootstrap(group: loop).connectTimeout(patience)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1).channelOption(.autoRead, value: false)
                .connect(host: host.name, port: host.port).get()
            try attach(link, to: channel, host)
        } catch {
            throw .away("\(host): \(RedisFailure.words(error))")
        }
        let (answers, failure) = await link.exchange(handshake.commands, until: deadline)
        // What a server said before it closed is why.
        if let fault = handshake.fault(in: answers) { throw fault }
        if case .deadline = failure {
            throw .away("\(host): no answer within \(patience.nanoseconds / 1_000_000) ms")
        }
        if let failure { throw failure }
    }

    private func attach(_ link: RedisLink, to channel: any Channel, _ host: RedisHost) throws {
        do {
            let pipeline = channel.pipeline.syncOperations
            if let tls { try pipeline.addHandler(tls.handler(for: host)) }
            try pipeline.addHandler(link)
            try channel.syncOptions?.setOption(.autoRead, value: true)
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }
}
