import CoraRedis
import Testing

/// TLS to a real Redis, with certificates by openssl.
@Suite(.timeLimit(.minutes(5)))
struct RedisTLSTests {
    /// Why there is no connection to an address; nil if there is one.
    private func fault(_ address: String) async throws -> RedisError? {
        try await withClient(address) { client in
            _ = await eventually {
                let figures = await client.figures
                return figures.isConnected || figures.failures > 0
            }
            return await client.figures.isConnected ? nil : await client.figures.lastError
        }
    }

    @Test func `a certificate is believed by its file, for the name or the address that it proves`() async throws {
        try await Certificate.with { certificate in
            try await RedisServer.with(certificate.settings) { server in
                let address = "rediss://127.0.0.1:\(server.port)?tls_ca=\(certificate.file)"
                #expect(try await fault(address) == nil)
                #expect(try await fault(address + "&tls_server_name=redis.test") == nil)
                try await withClient(address) { client in
                    let large = [UInt8](repeating: 7, count: 300_000)
                    _ = try await client.send(RedisCommand("SET", ["large", .bytes(large)]))
                    #expect(try await client.send(RedisCommand("GET", ["large"])) == .bytes(large))
                }
            }
        }
    }

    @Test func `another name, another address or another certificate is not believed, nor is none`() async throws {
        try await Certificate.with(names: "DNS:redis.test") { certificate in
            try await Certificate.with { other in
                try await RedisServer.with(certificate.settings) { server throws in
                    let address = "rediss://127.0.0.1:\(server.port)"
                    let ca = "?tls_ca=\(certificate.file)"
                    // The address is not in it; the name is.
                    #expect(try await fault(address + ca) != nil)
                    #expect(try await fault(address + ca + "&tls_server_name=redis.test") == nil)
                    #expect(try await fault(address + ca + "&tls_server_name=other.test") != nil)
                    #expect(try await fault(address + "?tls_ca=\(other.file)&tls_server_name=redis.test") != nil)
                    #expect(try await fault(address + "?tls_server_name=redis.test") != nil)
                    // Without TLS to a port that has it, and the other way round.
                    #expect(try await fault("redis://127.0.0.1:\(server.port)") != nil)
                }
                try await RedisServer.with { plain throws in
                    #expect(try await fault("rediss://127.0.0.1:\(plain.port)") != nil)
                }
            }
        }
    }

    @Test func `a file of certificates that is not there is told at once`() async throws {
        await #expect(throws: RedisError.self) {
            try await withClient("rediss://127.0.0.1:1?tls_ca=/nowhere/ca.pem") { _ in }
        }
    }
}
