import NIOCore

/// Says which server takes the commands: the one of the address, or the one that Sentinels name, asked anew for every
/// connection. That is how a failover is followed: the connection ends, or the server says that it takes no writes any
/// more, and the next connection is to whichever is the master by then. Loop-bound, with its dialer.
final class MasterFinder {
    private let place: RedisURL.Place
    private let handshake: RedisHandshake
    private let dialer: RedisDialer
    private let limits: RedisLimits
    private var order: SentinelOrder

    init(_ url: RedisURL, dialer: RedisDialer, limits: RedisLimits) {
        place = url.place
        handshake = RedisHandshake(credentials: url.sentinelCredentials)
        self.dialer = dialer
        self.limits = limits
        if case .sentinels(let hosts, _) = place { order = SentinelOrder(hosts) } else { order = SentinelOrder([]) }
    }

    /// The server. On the dialer's loop.
    /// - Throws: what each of the Sentinels said or did, if none knows a master.
    func master() async throws(RedisError) -> RedisHost {
        guard case .sentinels(_, let name) = place else {
            guard case .server(let host) = place else { throw .away("no server") }
            return host
        }
        var failures: [String] = []
        for sentinel in order.hosts where !Task.isCancelled {
            do throws(RedisError) {
                let master = try await ask(sentinel, for: name)
                order.answered(sentinel)
                return master
            } catch {
                failures.append("\(sentinel): \(error.words)")
            }
        }
        throw .away("no Sentinel names a master: " + failures.joined(separator: "; "))
    }

    private func ask(_ sentinel: RedisHost, for name: String) async throws(RedisError) -> RedisHost {
        let link = RedisLink(on: dialer.loop, limits: limits)
        let answer = await link.closedWhenCancelled { () async -> Result<RESPValue, RedisError> in
            do throws(RedisError) {
                try await dialer.dial(sentinel, handshake, link)
            } catch {
                return .failure(error)
            }
            link.open()
            return await link.answer(to: SentinelAnswer.question(name), until: dialer.loop.now + dialer.patience)
        }
        link.close(.closed)
        return try SentinelAnswer.read(answer.get())
    }
}
