import AsyncHTTPClient
import CoraSupervisor
import Foundation
import NIOCore
import NIOHTTP1

/// Asks one instance for its figures, and gives it orders.
struct OpsClient: Sendable {
    /// Why the instance did not answer as wanted, in words.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// The HTTP status; nil if there was no answer.
        var status: UInt?
    }

    private struct Listing: Decodable {
        var calls: [CallStats]
    }

    /// The longest answer that is read, in bytes: 5,000 calls.
    private static let longest = 8 << 20
    private static let patience = TimeAmount.seconds(4)

    /// The instance's address, without a slash at its end.
    let address: String
    let token: String?
    let client: HTTPClient

    func stats() async throws(Failure) -> FleetStats { try decode(try await ask(.GET, "/ops/stats")) }

    func calls() async throws(Failure) -> [CallStats] {
        let listing: Listing = try decode(try await ask(.GET, "/ops/calls?limit=5000"))
        return listing.calls
    }

    func timeline(of sid: String) async throws(Failure) -> CallTimelineStats {
        try decode(try await ask(.GET, "/ops/calls/\(escaped(sid))"))
    }

    func hangUp(_ sid: String) async throws(Failure) { _ = try await ask(.POST, "/ops/calls/\(escaped(sid))/hangup") }
    func drain(_ drains: Bool) async throws(Failure) {
        _ = try await ask(.POST, drains ? "/ops/drain" : "/ops/undrain")
    }

    private func escaped(_ sid: String) -> String {
        sid.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private func decode<Value: Decodable>(_ body: ByteBuffer) throws(Failure) -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Value.self, from: Data(body.readableBytesView))
        } catch {
            throw Failure(description: "\(address) does not answer as this version of CORA does: is it one?")
        }
    }

    private func ask(_ method: HTTPMethod, _ path: String) async throws(Failure) -> ByteBuffer {
        let status: UInt
        let body: ByteBuffer
        do {
            var request = HTTPClientRequest(url: address + path)
            request.method = method
            if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
            let response = try await client.execute(request, timeout: Self.patience)
            status = response.status.code
            body = try await response.body.collect(upTo: Self.longest)
        } catch {
            throw Failure(description: "\(address) cannot be reached (\(Self.words(error)))")
        }
        if (200..<300).contains(status) { return body }
        throw Failure(description: Self.said(body) ?? Self.usual(status, path), status: status)
    }

    /// The server's own words, from `{"error": "…"}` or `{"error": {"message": "…"}}`.
    private static func said(_ body: ByteBuffer) -> String? {
        let answer = try? JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any]
        guard let error = answer?["error"] else { return nil }
        return error as? String ?? (error as? [String: Any])?["message"] as? String
    }

    private static func usual(_ status: UInt, _ path: String) -> String {
        switch status {
        case 401: "it wants a token: --token, OPS_TOKEN or OPS_READ_TOKEN"
        case 403: "this token may not do that: it needs the scope \"act\""
        case 404: "it has no \(path)"
        case 429: "too many attempts; it answers again in a minute"
        default: "it answered HTTP \(status)"
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error as? HTTPClientError {
        case .connectTimeout?, .deadlineExceeded?, .readTimeout?: "no answer in time"
        case let error?: "\(error.shortDescription)"
        case nil: "\(error)"
        }
    }
}
