import CoraRedis
import Testing

/// The client against a real Redis.
@Suite(.timeLimit(.minutes(5)))
struct RedisServerTests {
    private static let key = RedisKey("cora", tag: "acme", ["count"])
    private static let count = RedisScript(
        "count", keys: ["counter"], arguments: ["by"], "return redis.call('INCRBY', KEYS[1], ARGV[1])"
    ) { $0.integer }

    @Test func `commands of many tasks at once have each its own answer, over one connection`() async throws {
        try await RedisServer.with { server in
            try await withClient(server.address + "/5?client_name=cora-7") { client in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for number in 0..<500 {
                        group.addTask {
                            try await client.send(RedisCommand("ECHO", [.text("\(number)")])).text == "\(number)"
                        }
                    }
                    for try await isOwn in group { #expect(isOwn) }
                }
                #expect(await client.figures.connections == 1)
                let list = try await client.send(RedisCommand("CLIENT", ["LIST"])).text ?? ""
                #expect(list.contains("name=cora-7") && list.contains("db=5"))
                let bytes = [UInt8](0...255)
                _ = try await client.send(RedisCommand("SET", [.key(Self.key), .bytes(bytes)]))
                #expect(try await client.send(RedisCommand("GET", [.key(Self.key)])) == .bytes(bytes))
                #expect(try await client.send(RedisCommand("GET", ["nothing"])) == .null)
            }
        }
    }

    @Test func `a script runs by its digest, and again after the scripts were flushed`() async throws {
        try await RedisServer.with { server in
            try await withClient(server.address) { client in
                for round in 1...3 {
                    #expect(try await client.run(Self.count, keys: [Self.key], arguments: [2]) == Int64(round * 4 - 2))
                    #expect(try await client.run(Self.count, keys: [Self.key], arguments: [2]) == Int64(round * 4))
                    #expect(
                        try await client.send(RedisCommand("SCRIPT", ["EXISTS", .text(Self.count.digest)]))
                            == .array([.integer(1)]))
                    _ = try await client.send(RedisCommand("SCRIPT", ["FLUSH"]))
                }
            }
        }
    }

    @Test func `an ACL user comes in and may do what it may; a wrong password is told without it`() async throws {
        let user = ["--user", "cora", "on", ">s3cret", "~cora:*", "+@all", "-@dangerous", "--user", "default", "off"]
        try await RedisServer.with(user) { server in
            try await withClient("redis://cora:s3cret@127.0.0.1:\(server.port)") { client throws in
                #expect(try await client.run(Self.count, keys: [Self.key], arguments: [1]) == 1)
                #expect(
                    await client.outcome(of: RedisCommand("SET", ["other", "1"])).error?.remedy == .tellOperator)
            }
            for wrong in ["cora:hunter2@", "nobody:hunter2@", ":hunter2@"] {
                try await withClient("redis://\(wrong)127.0.0.1:\(server.port)") { client in
                    #expect(await eventually { await client.figures.lastError?.remedy == .tellOperator })
                    #expect(await client.figures.lastError?.description.contains("hunter2") == false)
                }
            }
            try await withClient(server.address) { client in
                #expect(await eventually { await client.figures.lastError != nil })
                #expect(await client.figures.isConnected == false)
            }
        }
    }

    @Test func `killed and started again under commands: each is told in time, and the answers stay in step`()
        async throws
    {
        try await RedisServer.with { server in
            let configuration = RedisConfiguration.patient.with { $0.commandTimeout = .seconds(2) }
            try await withClient(server.address, configuration) { client in
                _ = try await client.send(RedisCommand("PING"), within: .seconds(20))
                let load = Task {
                    await withTaskGroup(of: (right: Int, wrong: Int, failed: Int).self) { group in
                        for task in 0..<20 {
                            group.addTask {
                                var (right, wrong, failed) = (0, 0, 0)
                                while !Task.isCancelled {
                                    let text = "\(task) \(right + failed)"
                                    switch await client.outcome(of: RedisCommand("ECHO", [.text(text)])) {
                                    case .success(let answer): if answer.text == text { right += 1 } else { wrong += 1 }
                                    case .failure:
                                        failed += 1
                                        try? await Task.sleep(for: .milliseconds(1))
                                    }
                                }
                                return (right, wrong, failed)
                            }
                        }
                        return await group.reduce((0, 0, 0)) { ($0.0 + $1.right, $0.1 + $1.wrong, $0.2 + $1.failed) }
                    }
                }
                for round in 1...3 {
                    server.kill()
                    #expect(await eventually { await client.figures.isConnected == false })
                    try await server.start()
                    #expect(await eventually { await client.figures.connections > round })
                }
                load.cancel()
                let (right, wrong, failed) = await load.value
                #expect(right > 0 && wrong == 0 && failed > 0)
            }
        }
    }

    @Test func `full memory is an operator's matter, and reading goes on`() async throws {
        try await RedisServer.with(["--maxmemory-policy", "noeviction"]) { server in
            try await withClient(server.address) { client in
                #expect(try await client.run(Self.count, keys: [Self.key], arguments: [1]) == 1)
                // Less than it takes up as it is.
                _ = try await client.send(RedisCommand("CONFIG", ["SET", "maxmemory", "100kb"]))
                let full = await client.outcome(of: RedisCommand("SET", [.key(Self.key), "2"])).error
                #expect(full?.remedy == .tellOperator && full?.mayHaveTakenEffect == false)
                let script = await #expect(throws: RedisError.self) {
                    try await client.run(Self.count, keys: [Self.key], arguments: [1])
                }
                #expect(script?.remedy == .tellOperator && script?.mayHaveTakenEffect == false)
                #expect(try await client.send(RedisCommand("GET", [.key(Self.key)])).text == "1")
                #expect(await client.figures.connections == 1)
            }
        }
    }

    @Test func `a server that stalls costs deadlines, not the connection, and its late answers are dropped`()
        async throws
    {
        try await RedisServer.with { server in
            try await withClient(server.address) { client in
                _ = try await client.send(RedisCommand("PING"))
                server.freeze()
                for _ in 0..<3 {
                    let outcome = await client.outcome(
                        of: RedisCommand("INCR", [.key(Self.key)]), within: .milliseconds(50))
                    #expect(outcome == .failure(.deadline(wasSent: true)))
                }
                #expect(await client.figures.underWay == 3)
                server.thaw()
                // It did take effect, as the error says that it may.
                #expect(try await client.send(RedisCommand("GET", [.key(Self.key)])).text == "3")
                let figures = await client.figures
                #expect(figures.lateAnswers == 3 && figures.connections == 1)
            }
        }
    }

    @Test func `a server that stalls for longer is left, and found again`() async throws {
        try await RedisServer.with { server in
            let configuration = RedisConfiguration.patient.with {
                $0.silence = .milliseconds(200)
                $0.connectTimeout = .milliseconds(200)
            }
            try await withClient(server.address, configuration) { client in
                #expect(await eventually { await client.figures.isConnected })
                server.freeze()
                #expect(await client.outcome(of: RedisCommand("PING")) == .failure(.lost("no answer for 200 ms")))
                #expect(await eventually { await client.figures.failures > 1 })
                server.thaw()
                #expect(await eventually { await client.outcome(of: RedisCommand("PING")).error == nil })
            }
        }
    }

    @Test func `a read-only replica is left again and again, until it is a master`() async throws {
        try await RedisServer.with { master in
            try await RedisServer.with(["--replicaof", "127.0.0.1 \(master.port)"]) { replica in
                try await withClient(replica.address) { client in
                    #expect(await eventually { await client.figures.isConnected })
                    let refused = await client.outcome(of: RedisCommand("SET", [.key(Self.key), "1"])).error
                    #expect(refused?.remedy == .elsewhere)
                    #expect(
                        await eventually {
                            await client.outcome(of: RedisCommand("REPLICAOF", ["NO", "ONE"])) == .success(.ok)
                        })
                    #expect(
                        await eventually {
                            await client.outcome(of: RedisCommand("SET", [.key(Self.key), "1"])) == .success(.ok)
                        })
                    #expect(await client.figures.connections > 1)
                }
            }
        }
    }

    @Test func `a cluster's slots are ours, and a part of it that is missing is an operator's matter`() async throws {
        try await RedisServer.with(["--cluster-enabled", "yes"]) { server in
            try await withClient(server.address) { client in
                for tag in ["acme", "", "}", "{", "{}", "a{b}c", "ä", "%"] {
                    let key = RedisKey("cora", tag: tag, ["calls", "CA{1}"])
                    let slot = try await client.send(RedisCommand("CLUSTER", ["KEYSLOT", .key(key)]))
                    #expect(slot == .integer(Int64(key.slot)), "\(key)")
                }
                let down = await client.outcome(of: RedisCommand("SET", [.key(Self.key), "1"])).error
                #expect(down?.remedy == .tellOperator)
                guard case .server(let reply) = down else { return #expect(Bool(false), "\(String(describing: down))") }
                #expect(reply.kind == .clusterDown)
            }
        }
    }
}
