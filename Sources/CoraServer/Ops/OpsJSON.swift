import Foundation
import Hummingbird

/// How ops routes write JSON: keys with underscores, in order, so that two readings can be compared.
enum OpsJSON {
    /// The value as JSON.
    static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// An answer that carries it.
    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: try data(value))))
    }

    /// An answer that says in words why there is nothing else.
    static func refusal(_ words: String, status: HTTPResponse.Status) -> Response {
        let answer = try? response(["error": words], status: status)
        return answer ?? Response(status: status)
    }
}
