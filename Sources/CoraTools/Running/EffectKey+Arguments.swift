import CoraBusiness
import CoraWire
import Crypto

extension EffectKey {
    /// Makes the key of a request. Equal requests have equal keys: keys of objects are sorted, `null` counts as absent,
    /// and `3.0` as `3`.
    static func make(call: String, tenant: String, tool: String, arguments: JSON) -> EffectKey {
        let digest = SHA256.hash(data: Array(plain(arguments).text.utf8))
        let hash = digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }
        return EffectKey(call: call, tenant: tenant, tool: tool, argumentsHash: hash.joined())
    }

    private static func plain(_ json: JSON) -> JSON {
        switch json {
        case .double(let value): Int(exactly: value).map(JSON.int) ?? json
        case .array(let elements): .array(elements.map(plain))
        case .object(let members): .object(members.filter { !$0.value.isNull }.mapValues(plain))
        case .null, .bool, .int, .string: json
        }
    }
}
