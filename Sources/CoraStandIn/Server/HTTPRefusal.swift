import CoraWire
import NIOCore
import NIOHTTP1

/// An error of the API over HTTP, and the status it comes with (reference, 1.7).
struct HTTPRefusal: Error, Sendable, Equatable {
    var status: HTTPResponseStatus
    var error: APIError
    var retryAfterSeconds: Int?

    /// - Parameter error: nil for one that says no more than the status.
    init(_ status: HTTPResponseStatus, _ error: APIError? = nil, retryAfterSeconds: Int? = nil) {
        self.status = status
        self.error = error ?? APIError(message: status.reasonPhrase)
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Makes what a check throws a bad request.
    static func check(_ body: () throws(APIError) -> Void) throws(HTTPRefusal) {
        do throws(APIError) { try body() } catch { throw HTTPRefusal(.badRequest, error) }
    }

    /// The body of the response.
    var body: JSON {
        [
            "error": [
                "message": .string(error.message), "type": .string(error.type),
                "param": error.parameter.map(JSON.string) ?? .null, "code": error.code.map(JSON.string) ?? .null,
            ]
        ]
    }
}

extension JSON {
    /// Reads what a request asks for.
    ///
    /// - Throws: ``HTTPRefusal`` with 400 when it is not JSON.
    static func asked(_ body: ByteBuffer) throws(HTTPRefusal) -> JSON {
        do { return try JSON.parse(body) } catch {
            throw HTTPRefusal(
                .badRequest,
                APIError(
                    code: "invalid_json", message: "The body is not JSON: \(error.message) at byte \(error.offset)."))
        }
    }
}

/// What the server sends back over HTTP, and how long it waits first.
struct HTTPAnswer: Sendable, Equatable {
    var status: HTTPResponseStatus
    var body: String
    var type = "application/json"
    var headers = HTTPHeaders()
    var delay = Duration.zero

    init(_ status: HTTPResponseStatus, _ body: String) {
        self.status = status
        self.body = body
    }

    init(_ refusal: HTTPRefusal) {
        self.init(refusal.status, refusal.body.text)
        if let seconds = refusal.retryAfterSeconds { headers.add(name: "retry-after", value: String(seconds)) }
    }
}
