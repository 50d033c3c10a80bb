import Crypto
package import NIOCore

/// Signs requests to tenants' tools, so that a tenant's server can tell them from forged and from old ones.
///
/// The header `X-Cora-Signature: t=1790000000,v1=5257a8…` holds the time of the request in seconds since 1970 and
/// the HMAC-SHA256, in lower-case hexadecimal, under the tool's secret, of `t`, a full stop and the body as it was
/// sent: `HMAC(secret, "1790000000." + body)`. A server checks it by computing the same, comparing in constant time,
/// and refusing a `t` that is more than five minutes from its own clock.
package enum RequestSigning {
    /// The header's name.
    package static let header = "X-Cora-Signature"

    /// The header's value.
    /// - Parameter seconds: the time of the request, in seconds since 1970 (UTC).
    package static func signature(of body: ByteBuffer, at seconds: Int64, secret: String) -> String {
        var code = HMAC<SHA256>(key: SymmetricKey(data: Array(secret.utf8)))
        code.update(data: Array("\(seconds).".utf8))
        code.update(data: Array(body.readableBytesView))
        return "t=\(seconds),v1=" + hexadecimal(code.finalize())
    }

    /// A key that is equal for the same call, tool and arguments, by which the server can do a thing once.
    package static func idempotencyKey(call: String, tool: String, arguments: String) -> String {
        hexadecimal(SHA256.hash(data: Array("\(call)\n\(tool)\n\(arguments)".utf8)))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
