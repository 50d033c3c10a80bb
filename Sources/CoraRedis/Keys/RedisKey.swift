/// The name of a value that is kept. Its tag decides its slot in a Redis Cluster ("Redis cluster specification", hash
/// tags): keys of one tag are kept on one node, so that one script may use them together.
package struct RedisKey: Sendable, Hashable, CustomStringConvertible {
    /// What keys share that belong together, such as a tenant's slug.
    package let tag: String
    /// The name as the server has it: `prefix:{tag}:part:part`.
    package let text: String

    /// Makes a name.
    /// - Parameters:
    ///   - prefix: whose key it is; it comes first, so that an ACL can allow `cora:*`.
    ///   - tag: what it shares with the keys that belong to it.
    ///   - parts: what tells it from these, in order.
    ///
    /// Braces, colons and percent signs inside are written as `%7B` and so on: no two different names become the same,
    /// and no tag ends early. An empty tag, by which a cluster would take the whole key for one, is written as `%`.
    package init(_ prefix: String, tag: String, _ parts: [String]) {
        self.tag = tag
        let shared = tag.isEmpty ? "%" : Self.escaped(tag)
        text = ([Self.escaped(prefix), "{" + shared + "}"] + parts.map(Self.escaped)).joined(separator: ":")
    }

    /// The name as the server has it.
    package var description: String { text }

    /// The slot of a Redis Cluster in which it is kept, from 0 to 16,383.
    package var slot: Int { KeySlot.slot(of: text) }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "{": escaped += "%7B"
            case "}": escaped += "%7D"
            case ":": escaped += "%3A"
            case "%": escaped += "%25"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
