import CoraWire
import NIOCore
import NIOHTTP1

/// The HTTP side of the stand-in: `POST /v1/responses`, checked as strictly as the websocket's events.
struct ResponseEndpoint: Sendable {
    /// The path of the endpoint.
    static let path = "/v1/responses"
    /// The longest request it reads, in bytes.
    static let requestLimit = 1 << 20

    private let configuration: StandInConfiguration
    private let fault: StandInFaults.SummaryFailure?

    /// - Parameter number: which request for a text response this is of all that the server has had, counted from 0.
    init(configuration: StandInConfiguration, number: Int) {
        self.configuration = configuration
        fault = configuration.faults.failure(ofSummary: number)
    }

    /// The answer to a request.
    ///
    /// - Parameters:
    ///   - body: the whole body; nil if it was too long.
    ///   - time: now, in seconds since 1970.
    func answer(to head: HTTPRequestHead, body: ByteBuffer?, at time: Int) -> HTTPAnswer {
        if let body { configuration.observer?.asked(body) }
        do throws(HTTPRefusal) {
            let request = try checked(head, body)
            switch fault {
            case .rateLimitExceeded:
                throw HTTPRefusal(
                    .tooManyRequests,
                    APIError(type: "requests", code: "rate_limit_exceeded", message: "Rate limit reached."))
            case .serverError:
                throw HTTPRefusal(
                    .internalServerError, APIError(type: "server_error", message: "The server had an error."))
            case .brokenJSON: return HTTPAnswer(.ok, #"{"id":"resp_1","object":"response","output":["#)
            case .schemaViolation: return HTTPAnswer(.ok, response(to: request, at: time, text: "{}").text)
            case .slow, nil:
                let text = StandInWriter(request: request).answer(to: request)
                var answer = HTTPAnswer(.ok, response(to: request, at: time, text: text).text)
                answer.delay = fault == nil ? configuration.summaryDelay : StandInFaults.slowness
                return answer
            }
        } catch {
            return HTTPAnswer(error)
        }
    }

    private func checked(_ head: HTTPRequestHead, _ body: ByteBuffer?) throws(HTTPRefusal) -> JSON {
        guard head.method == .POST else {
            throw HTTPRefusal(
                .methodNotAllowed,
                APIError(
                    code: "method_not_supported", message: "Not allowed to \(head.method.rawValue) on \(Self.path)."))
        }
        try UpgradeRequest(head).requireAPIKey(configuration)
        guard head.headers.first(name: "content-type")?.lowercased().hasPrefix("application/json") == true else {
            throw HTTPRefusal(
                .unsupportedMediaType,
                APIError(message: "Unsupported content type. The API method only accepts 'application/json' requests."))
        }
        guard let body else { throw HTTPRefusal(.payloadTooLarge) }
        let request = try JSON.asked(body)
        try HTTPRefusal.check { () throws(APIError) in try ResponseRequestSchema.check(request) }
        let model = request["model"]?.string ?? ""
        guard configuration.textModelPrefixes.contains(where: { model.hasPrefix($0) }) else {
            throw HTTPRefusal(
                .notFound,
                APIError(
                    code: "model_not_found", message: "The requested model '\(model)' does not exist.",
                    parameter: "model"))
        }
        guard request["stream"]?.bool != true, request["background"]?.bool != true else {
            throw HTTPRefusal(
                .badRequest, APIError(message: "The stand-in neither streams nor works in the background."))
        }
        return request
    }

    /// The response object (OpenAI API reference, "The response object").
    private func response(to request: JSON, at time: Int, text: String) -> JSON {
        var identifiers = Identifiers(salt: Identifiers.randomSalt())
        let message: JSON = [
            "id": .string(identifiers.next("msg_")), "type": "message", "role": "assistant", "status": "completed",
            "content": [["type": "output_text", "text": .string(text), "annotations": [], "logprobs": []]],
        ]
        let input = StandInUsage.text(request.text)
        let output = StandInUsage.text(text)
        return [
            "id": .string(identifiers.next("resp_")), "object": "response", "created_at": .int(time),
            "completed_at": .int(time), "status": "completed", "background": false, "error": .null,
            "incomplete_details": .null, "instructions": request["instructions"] ?? .null,
            "max_output_tokens": request["max_output_tokens"] ?? .null, "model": request["model"] ?? .null,
            "output": [message], "parallel_tool_calls": true, "previous_response_id": .null,
            "reasoning": ["effort": .null, "summary": .null],
            "temperature": request["temperature"] ?? 1, "text": request["text"] ?? ["format": ["type": "text"]],
            "tool_choice": "auto", "tools": [], "top_p": request["top_p"] ?? 1, "truncation": "disabled",
            "usage": [
                "input_tokens": .int(input), "input_tokens_details": ["cached_tokens": 0, "cache_write_tokens": 0],
                "output_tokens": .int(output), "output_tokens_details": ["reasoning_tokens": 0],
                "total_tokens": .int(input + output),
            ], "user": .null, "metadata": request["metadata"] ?? [:],
        ]
    }
}
