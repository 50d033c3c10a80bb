import CoraClients
import NIOCore
import Testing

/// Signatures of requests to tenants' tools.
struct RequestSigningTests {
    /// Made with `printf '1790000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test`.
    private static let expected = "f08690bbaaecbd1607eb9af71f092a9f7054e2b83f8b9d6a0690744d24fc6059"

    @Test func `the signature is the HMAC of time, stop and body`() {
        let body = ByteBuffer(string: #"{"a":1}"#)
        let signature = RequestSigning.signature(of: body, at: 1_790_000_000, secret: "whsec_test")
        #expect(signature == "t=1790000000,v1=\(Self.expected)")
        #expect(RequestSigning.signature(of: body, at: 1_790_000_001, secret: "whsec_test") != signature)
        #expect(RequestSigning.signature(of: body, at: 1_790_000_000, secret: "whsec_tesu") != signature)
    }

    @Test func `a key is the same for the same call, tool and arguments`() {
        let key = RequestSigning.idempotencyKey(call: "CA1", tool: "a", arguments: "{}")
        #expect(key.count == 64)
        #expect(key == RequestSigning.idempotencyKey(call: "CA1", tool: "a", arguments: "{}"))
        #expect(key != RequestSigning.idempotencyKey(call: "CA2", tool: "a", arguments: "{}"))
        #expect(key != RequestSigning.idempotencyKey(call: "CA1", tool: "b", arguments: "{}"))
        #expect(key != RequestSigning.idempotencyKey(call: "CA1", tool: "a", arguments: #"{"b":1}"#))
    }
}
