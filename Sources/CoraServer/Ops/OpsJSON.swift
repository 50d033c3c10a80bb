import Foundation
import Hummingbird

/// Writes JSON for the ops routes: keys with underscores, sorted, so that two readings can be compared.
enum OpsJSON {
    /// The value as JSON.
    static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// An answer with the value as JSON.
    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: try data(value))))
    }

    /// An answer that refuses the request, in words.
    static func refusal(_ words: String, status: HTTPResponse.Status) -> Response {
        let answer = try? response(["error": words], status: status)
        return answer ?? Response(status: status)
    }
}
