import Crypto

/// The SHA-256 (FIPS 180-4) of a token's UTF-8, which is kept instead of the token.
///
/// Tokens are compared by it, in constant time. Two digests are 32 bytes whatever the tokens' lengths, every byte of
/// both is compared whatever the others were, and the one branch is on the sum of all differences: how long the
/// comparison takes depends on nothing secret. How long the hash takes depends only on the length of what the client
/// sent, which it knows.
package struct TokenDigest: Sendable, Hashable {
    /// The 32 bytes.
    private let bytes: [UInt8]

    /// The digest of a token.
    package init(of token: String) {
        bytes = Array(SHA256.hash(data: Array(token.utf8)))
    }

    /// The digest in lower-case hexadecimal, as in `access_tokens.sha256`.
    package var hexadecimal: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Whether both digests are of the same token, in constant time.
    package static func == (left: TokenDigest, right: TokenDigest) -> Bool {
        var difference: UInt8 = 0
        for index in left.bytes.indices { difference |= left.bytes[index] ^ right.bytes[index] }
        return difference == 0
    }
}
