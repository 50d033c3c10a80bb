import CoraRedis
import Testing

/// A real Sentinel, a master that dies, and a replica that takes its place.
@Suite(.timeLimit(.minutes(5)))
struct SentinelFailoverTests {
    @Test func `the client follows a failover`() async throws {
        try await RedisServer.with { master in
            try await RedisServer.with(["--replicaof", "127.0.0.1 \(master.port)"]) { replica in
                try await RedisServer.withSentinel(of: master.port) { sentinel in
                    try await withClient("redis+sentinel://127.0.0.1:\(sentinel.port)/m") { client in
                        #expect(await eventually { await client.figures.server?.port == master.port })
                        #expect(try await client.send(RedisCommand("SET", ["a", "1"])) == .ok)
                        // The Sentinel has to know the replica, and the replica what was set.
                        try await withClient(sentinel.address) { watcher in
                            #expect(
                                await eventually {
                                    let known = await watcher.outcome(of: RedisCommand("SENTINEL", ["REPLICAS", "m"]))
                                    guard case .success(let list) = known else { return false }
                                    return list.elements?.isEmpty == false
                                })
                        }
                        #expect(
                            await eventually {
                                await client.outcome(of: RedisCommand("WAIT", ["1", "1000"])) == .success(.integer(1))
                            })
                        master.kill()
                        #expect(
                            await eventually {
                                await client.outcome(of: RedisCommand("SET", ["b", "2"])) == .success(.ok)
                            })
                        #expect(await client.figures.server?.port == replica.port)
                        #expect(try await client.send(RedisCommand("GET", ["a"])).text == "1")
                    }
                }
            }
        }
    }
}
