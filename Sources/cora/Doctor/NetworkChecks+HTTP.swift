import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension NetworkChecks {
    /// The answer to a request.
    struct Answer: Sendable {
        var status: Int
        var body: String
        var server: String?
        var date: String?
    }

    /// Why there was no answer, in words.
    struct NoAnswer: Error, CustomStringConvertible {
        let description: String
    }

    /// TLS that trusts the system's roots, and those of a file if one is given.
    static func trust(_ caFile: String?) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let caFile { configuration.additionalTrustRoots = [.file(caFile)] }
        return configuration
    }

    /// Sends a GET request.
    func get(_ url: String, headers: [String: String], caFile: String?) async -> Result<Answer, NoAnswer> {
        await send(.GET, url, headers: headers, body: nil, caFile: caFile)
    }

    /// Sends one request on a connection of its own. A redirect is an answer like any other.
    func send(
        _ method: HTTPMethod, _ url: String, headers: [String: String], body: String?, caFile: String?
    ) async -> Result<Answer, NoAnswer> {
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            configuration: .init(
                tlsConfiguration: Self.trust(caFile), redirectConfiguration: .disallow,
                timeout: .init(connect: .seconds(5), read: .seconds(6))))
        let result: Result<Answer, NoAnswer>
        do {
            var request = HTTPClientRequest(url: url)
            request.method = method
            for (name, value) in headers { request.headers.add(name: name, value: value) }
            if let body { request.body = .bytes(ByteBuffer(string: body)) }
            let response = try await client.execute(request, timeout: .seconds(6))
            let bytes = try await response.body.collect(upTo: 1 << 20)
            result = .success(
                Answer(
                    status: Int(response.status.code), body: String(buffer: bytes),
                    server: response.headers.first(name: "Server"),
                    date: response.headers.first(name: "Date")))
        } catch {
            result = .failure(NoAnswer(description: Self.words(error)))
        }
        try? await client.shutdown()
        return result
    }

    /// Why something could not be reached, as a person would say it.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where [.connectTimeout, .deadlineExceeded, .readTimeout].contains(error):
            return "no answer in time"
        case let error as HTTPClientError: return error.shortDescription
        case let error as NIOConnectionError:
            if error.connectionErrors.isEmpty { return "the name \(error.host) is not in the DNS" }
            return error.connectionErrors.first.map { words($0.error) } ?? "no connection"
        case NIOSSLError.handshakeFailed(let error):
            let text = "\(error)"
            return text.contains("CERTIFICATE_VERIFY_FAILED")
                ? "its certificate is not trusted (self-signed, expired, or its chain is not whole)" : "no TLS: \(text)"
        case let error as NIOSSLExtraError: return "its certificate is not for that name: \(error)"
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        default: return "\(error)"
        }
    }
}
