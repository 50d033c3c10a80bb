import Testing

@testable import CoraRedis

/// A client that asks Sentinels, which are fakes.
struct SentinelClientTests {
    /// A Sentinel that names the ports of a list, one after another, and then the last again.
    private static func names(_ ports: [Int]) -> FakeRedis.Manners {
        { connection, command in
            guard command.first == "SENTINEL" else { return FakeRedis.manner(command) ?? [] }
            let port = ports[min(connection, ports.count) - 1]
            return [.answer(.array([.text("127.0.0.1"), .text("\(port)")]))]
        }
    }

    private static func serves(_ name: String, role: String = "master") -> FakeRedis.Manners {
        { _, command in
            if command == ["ROLE"] { return [.answer(.array([.text(role)]))] }
            return FakeRedis.manner(command) ?? [.answer(.text(name))]
        }
    }

    @Test func `a replica that a Sentinel names is not taken, and it is asked again`() async throws {
        try await FakeRedis.with(Self.serves("replica", role: "slave")) { replica in
            try await FakeRedis.with(Self.serves("master")) { master in
                try await FakeRedis.with(Self.names([replica.port, master.port])) { sentinel in
                    try await withClient("redis+sentinel://127.0.0.1:\(sentinel.port)/m") { client throws in
                        #expect(await eventually { await client.figures.isConnected })
                        #expect(try await client.send(RedisCommand("GET", ["a"])) == .text("master"))
                        #expect(!replica.commands.contains(["GET", "a"]))
                        #expect(await client.figures.lastError?.remedy == .elsewhere)
                    }
                }
            }
        }
    }

    @Test func `after READONLY the Sentinels are asked anew`() async throws {
        try await FakeRedis.with { _, command in
            FakeRedis.manner(command) ?? [.answer(.error(RedisErrorReply("READONLY no")))]
        } _: { old in
            try await FakeRedis.with(Self.serves("new")) { new in
                try await FakeRedis.with(Self.names([old.port, new.port])) { sentinel in
                    try await withClient("redis+sentinel://127.0.0.1:\(sentinel.port)/m") { client in
                        #expect(await client.outcome(of: RedisCommand("SET")).error?.remedy == .elsewhere)
                        #expect(
                            await eventually { await client.outcome(of: RedisCommand("SET")) == .success(.text("new")) }
                        )
                        #expect(await client.figures.server?.port == new.port)
                    }
                }
            }
        }
    }

    @Test func `a Sentinel that is gone, or does not know the name, is passed over`() async throws {
        let gone = try await LoopbackPort.free()
        try await FakeRedis.with(Self.serves("master")) { master in
            try await FakeRedis.with { _, command in
                FakeRedis.manner(command) ?? [.answer(.null)]
            } _: { strange in
                try await FakeRedis.with(Self.names([master.port])) { sentinel in
                    let hosts = [gone, strange.port, sentinel.port].map { "127.0.0.1:\($0)" }.joined(separator: ",")
                    try await withClient("redis+sentinel://:q@\(hosts)/m?sentinel_password=p") { client throws in
                        #expect(try await client.send(RedisCommand("GET")) == .text("master"))
                        #expect(sentinel.commands.first == ["AUTH", "p"])
                        #expect(master.commands.first == ["AUTH", "q"])
                    }
                }
                try await withClient("redis+sentinel://127.0.0.1:\(gone),127.0.0.1:\(strange.port)/m") { client in
                    #expect(await eventually { await client.figures.failures > 0 })
                    let words = await client.figures.lastError?.words ?? ""
                    #expect(words.contains("127.0.0.1:\(strange.port): the Sentinel knows no master of that name"))
                    #expect(words.contains("127.0.0.1:\(gone): "))
                }
            }
        }
    }
}
