import CoraWire
import NIOHTTP1

/// An error of the API over HTTP, and the status it comes with (reference, 1.7).
struct HTTPRefusal: Error, Sendable, Equatable {
    var status: HTTPResponseStatus
    var error: APIError

    init(_ status: HTTPResponseStatus, _ error: APIError) {
        self.status = status
        self.error = error
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
