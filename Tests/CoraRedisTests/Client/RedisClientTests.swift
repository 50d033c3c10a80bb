import Testing

@testable import CoraRedis

/// The client over loopback, against servers that behave as no Redis would.
struct RedisClientTests {
    private static let echo: FakeRedis.Manners = { _, command in
        FakeRedis.manner(command) ?? [.answer(.text(command.last ?? ""))]
    }

    @Test func `a connection begins with one handshake, then commands are answered`() async throws {
        try await FakeRedis.with(Self.echo) { fake in
            try await withClient("redis://cora:s3cret@127.0.0.1:\(fake.port)/3?client_name=cora-1") { client throws in
                #expect(try await client.send(RedisCommand("ECHO", ["a"])) == .text("a"))
                #expect(
                    fake.commands == [
                        ["AUTH", "cora", "s3cret"], ["CLIENT", "SETNAME", "cora-1"], ["SELECT", "3"], ["PING"],
                        ["ECHO", "a"],
                    ])
                let figures = await client.figures
                #expect(figures.isConnected && figures.connections == 1 && figures.underWay == 0)
                #expect(figures.server == RedisHost("127.0.0.1", port: fake.port))
            }
        }
    }

    @Test func `a late answer is dropped, and the next command has its own`() async throws {
        try await FakeRedis.with { _, command in
            switch command.first {
            case "SLOW": []
            case "NEXT": [.answer(.text("slow")), .answer(.text("next"))]
            default: FakeRedis.manner(command) ?? []
            }
        } _: { fake in
            try await withClient(fake.address) { client in
                _ = try await client.send(RedisCommand("PING"))
                let slow = await client.outcome(of: RedisCommand("SLOW"), within: .milliseconds(50))
                #expect(slow == .failure(.deadline(wasSent: true)))
                #expect(try await client.send(RedisCommand("NEXT")) == .text("next"))
                let figures = await client.figures
                #expect(figures.lateAnswers == 1 && figures.connections == 1)
            }
        }
    }

    @Test func `a server that never answers is left for another connection`() async throws {
        try await FakeRedis.with { connection, command in
            FakeRedis.manner(command) ?? (connection == 1 ? [] : [.answer(.ok)])
        } _: { fake in
            try await withClient(fake.address, .patient.with { $0.silence = .milliseconds(100) }) { client in
                let first = await client.outcome(of: RedisCommand("GET", ["a"]))
                #expect(first == .failure(.lost("no answer for 100 ms")))
                #expect(await eventually { await client.outcome(of: RedisCommand("GET", ["a"])) == .success(.ok) })
                #expect(await client.figures.lastError == .lost("no answer for 100 ms"))
            }
        }
    }

    @Test(arguments: [
        ("cut in an answer", [FakeRedis.Move.bytes("*2\r\n$10\r\nabc"), .close], "the server closed it"),
        ("closed", [.close], "the server closed it"),
        ("two answers", [.answer(.ok), .answer(.ok)], ""),
        (
            "nonsense", [.bytes("HTTP/1.1 400 Bad Request\r\n")],
            "a value begins with the byte 72: no Redis, or no RESP2"
        ),
        ("a length that is none", [.bytes("$-7\r\n")], "a length in the answer is negative"),
        ("a length beyond the bounds", [.bytes("$1048577\r\n")], "a string in the answer is too long"),
        ("nested too deeply", [.bytes(String(repeating: "*1\r\n", count: 9))], "the answer is nested too deeply"),
    ])
    func `a server out of its mind costs one connection`(
        name: String, moves: [FakeRedis.Move], why: String
    ) async throws {
        try await FakeRedis.with { connection, command in
            FakeRedis.manner(command) ?? (connection == 1 ? moves : [.answer(.text("well"))])
        } _: { fake in
            try await withClient(fake.address) { client in
                let first = await client.outcome(of: RedisCommand("GET", ["a"]))
                #expect(first == (why.isEmpty ? .success(.ok) : .failure(.lost(why))))
                #expect(
                    await eventually { await client.outcome(of: RedisCommand("GET", ["a"])) == .success(.text("well")) }
                )
                #expect(await client.figures.connections == 2)
            }
        }
    }

    @Test func `while the server is away commands fail at once, and it is found when it is back`() async throws {
        let port = try await LoopbackPort.free()
        try await withClient("redis://127.0.0.1:\(port)") { client in
            #expect(await client.outcome(of: RedisCommand("PING")).error?.mayHaveTakenEffect == false)
            #expect(
                await eventually {
                    guard case .failure(.away) = await client.outcome(of: RedisCommand("PING")) else { return false }
                    return true
                })
            try await FakeRedis.with(port: port, Self.echo) { _ in
                #expect(
                    await eventually { await client.outcome(of: RedisCommand("ECHO", ["a"])) == .success(.text("a")) })
            }
            #expect(await eventually { await client.figures.isConnected == false })
        }
    }

    @Test func `a task that is cancelled does not wait for its answer`() async throws {
        try await FakeRedis.with { _, command in
            FakeRedis.manner(command) ?? []
        } _: { fake in
            try await withClient(fake.address) { client in
                _ = try await client.send(RedisCommand("PING"))
                let asking = Task { await client.outcome(of: RedisCommand("NEVER")) }
                #expect(await eventually { fake.commands.last == ["NEVER"] })
                asking.cancel()
                #expect(await asking.value == .failure(.cancelled(wasSent: true)))
            }
        }
    }

    @Test func `a client that is stopped tells all who wait, and whoever comes later`() async throws {
        try await FakeRedis.with { _, command in
            FakeRedis.manner(command) ?? []
        } _: { fake in
            let (client, asking) = try await withClient(fake.address) { client in
                let asking = Task { await client.outcome(of: RedisCommand("NEVER")) }
                #expect(await eventually { fake.commands.last == ["NEVER"] })
                return (client, asking)
            }
            #expect(await asking.value.error?.mayHaveTakenEffect == true)
            #expect(await client.outcome(of: RedisCommand("PING")) == .failure(.closed))
        }
    }

    @Test func `one more than may be under way is refused at once`() async throws {
        try await FakeRedis.with { _, command in
            FakeRedis.manner(command) ?? []
        } _: { fake in
            try await withClient(fake.address, .patient.with { $0.mostCommands = 3 }) { client in
                _ = try await client.send(RedisCommand("PING"))
                let asking = (0..<3).map { _ in Task { await client.outcome(of: RedisCommand("NEVER")) } }
                #expect(await eventually { await client.figures.underWay == 3 })
                #expect(await client.outcome(of: RedisCommand("PING")) == .failure(.busy(underWay: 3)))
                for task in asking { task.cancel() }
            }
        }
    }

    @Test(arguments: ["READONLY You can't write against a read only replica.", "NOAUTH Authentication required."])
    func `a server that takes no writes is left, and the caller is told`(line: String) async throws {
        let reply = RedisErrorReply(line)
        try await FakeRedis.with { connection, command in
            FakeRedis.manner(command) ?? [.answer(connection == 1 ? .error(reply) : .ok)]
        } _: { fake in
            try await withClient(fake.address) { client in
                #expect(await client.outcome(of: RedisCommand("SET", ["a", "b"])) == .failure(.server(reply)))
                #expect(
                    await eventually { await client.outcome(of: RedisCommand("SET", ["a", "b"])) == .success(.ok) })
            }
        }
    }

    @Test func `a server that is loading, or has no room for us, is tried again until it is ready`() async throws {
        try await FakeRedis.with { connection, command in
            if connection < 3, command == ["PING"] { return [.answer(.error(RedisErrorReply("LOADING wait")))] }
            return FakeRedis.manner(command) ?? [.answer(.ok)]
        } _: { fake in
            try await withClient(fake.address) { client in
                #expect(await eventually { await client.figures.isConnected })
                #expect(await client.figures.lastError == .server(RedisErrorReply("LOADING wait")))
            }
        }
        try await FakeRedis.with(greeting: "-ERR max number of clients reached\r\n", Self.echo) { fake in
            try await withClient(fake.address) { client in
                let full = RedisError.server(RedisErrorReply("ERR max number of clients reached"))
                let isTold = await eventually { await client.figures.lastError?.words == full.words }
                let last = await client.figures.lastError
                #expect(isTold, "\(String(describing: last))")
            }
        }
    }

    @Test func `a server that accepts and says nothing is given up in time`() async throws {
        try await FakeRedis.with { _, _ in
            []
        } _: { fake in
            try await withClient(fake.address, .patient.with { $0.connectTimeout = .milliseconds(100) }) { client in
                #expect(await eventually { await client.figures.failures > 1 })
                let silent = RedisError.away("127.0.0.1:\(fake.port): no answer within 100 ms")
                #expect(await eventually { await client.figures.lastError == silent })
            }
        }
    }

    @Test func `a script that the server does not know is sent whole`() async throws {
        let script = RedisScript("one", keys: ["key"], "return 1") { $0.integer }
        let key = RedisKey("cora", tag: "acme", ["a"])
        try await FakeRedis.with { _, command in
            switch command.first {
            case "EVALSHA": [.answer(.error(RedisErrorReply("NOSCRIPT No matching script.")))]
            case "EVAL": [.answer(.integer(1))]
            default: FakeRedis.manner(command) ?? []
            }
        } _: { fake in
            try await withClient(fake.address) { client throws in
                #expect(try await client.run(script, keys: [key]) == 1)
                #expect(
                    fake.commands.suffix(2) == [
                        ["EVALSHA", script.digest, "1", key.text], ["EVAL", "return 1", "1", key.text],
                    ])
                await #expect(throws: RedisError.misuse("one takes 1 keys, and got 0")) {
                    try await client.run(script, keys: [])
                }
            }
        }
    }

    @Test func `an answer that is not what the script's has to be is an error of its own`() async throws {
        let script = RedisScript("one", keys: [], "return 1") { $0.integer }
        try await FakeRedis.with(Self.echo) { fake in
            try await withClient(fake.address) { client throws in
                await #expect(throws: RedisError.unexpectedAnswer(to: "one")) {
                    // The echo is its last word, the number of keys: a number would do, but a list does not.
                    let list = RedisScript("one", keys: [], "return 1") { $0.elements }
                    return try await client.run(list, keys: []).count
                }
                #expect(try await client.run(script, keys: []) == 0)
            }
        }
    }
}
