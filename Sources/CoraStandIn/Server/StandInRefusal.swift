import Foundation
import NIOHTTP1

/// Why a connection is refused after its 101, with an error event and then a close frame (reference, 1.2).
package enum StandInRefusal: Sendable, Equatable {
    /// The stand-in does not accept the key.
    case wrongKey
    /// Neither an `Authorization` header nor a subprotocol with a key.
    case missingKey
    /// The model is unknown, or not one of the Realtime family.
    case unknownModel(String)
    /// Neither `model` nor `call_id`.
    case missingModel
    /// `OpenAI-Beta: realtime=v1` was sent.
    case betaHeader

    /// The error event's content.
    var error: APIError {
        switch self {
        case .wrongKey:
            APIError(
                code: "invalid_api_key",
                message: "Incorrect API key provided. You can find your API key at https://platform.openai.com.")
        case .missingKey: APIError(message: "Missing bearer or basic authentication in header")
        case .unknownModel(let model):
            APIError(
                code: "invalid_model", message: "Model \"\(model)\" is not supported in realtime mode.",
                parameter: "model")
        case .missingModel:
            APIError(
                code: "missing_model", message: "You must provide a model parameter.", parameter: "model")
        case .betaHeader:
            APIError(
                code: "beta_api_shape_disabled",
                message: "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.")
        }
    }

    /// The code of the close frame.
    package var closeCode: Int {
        switch self {
        case .wrongKey, .missingKey: 3_000
        case .unknownModel, .missingModel, .betaHeader: 4_000
        }
    }

    /// The reason in the close frame.
    package var closeReason: String {
        error.code.map { "invalid_request_error.\($0)" } ?? "invalid_request_error"
    }
}

/// What a websocket upgrade asks for, and whether the stand-in accepts it.
struct UpgradeRequest: Sendable, Equatable {
    /// The subprotocol that browsers offer and the server echoes; below, the one in which browsers send the key.
    static let subprotocol = "realtime"
    /// The path of websockets; the role of the one by which the peer helper joins a call; the model of a client that
    /// names none.
    static let (path, mediaRole, defaultModel) = ("/v1/realtime", "media", "gpt-realtime")
    private static let keySubprotocol = "openai-insecure-api-key."

    var path: String
    var model: String?
    var call: String?
    var key: String?
    var isMedia: Bool
    var offersSubprotocol: Bool
    var sendsBetaHeader: Bool

    init(_ head: HTTPRequestHead) {
        let components = URLComponents(string: head.uri)
        func query(_ name: String) -> String? {
            components?.queryItems?.first { $0.name == name }?.value.flatMap { $0.isEmpty ? nil : $0 }
        }
        let subprotocols = head.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
        path = components?.path ?? ""
        model = query("model")
        call = query("call_id")
        isMedia = query("role") == Self.mediaRole
        offersSubprotocol = subprotocols.contains(Self.subprotocol)
        sendsBetaHeader = head.headers[canonicalForm: "openai-beta"].contains { $0.hasPrefix("realtime") }
        key = Self.bearerToken(head.headers.first(name: "authorization"))
        if key == nil, let carrier = subprotocols.first(where: { $0.hasPrefix(Self.keySubprotocol) }) {
            key = String(carrier.dropFirst(Self.keySubprotocol.count))
        }
    }

    /// The HTTP status that refuses the upgrade itself; nil to accept it.
    func refusedStatus(_ configuration: StandInConfiguration) -> HTTPResponseStatus? {
        if path != Self.path { return .notFound }
        return isMedia ? nil : configuration.faults.refusedUpgradeStatus.map { HTTPResponseStatus(statusCode: $0) }
    }

    /// - Throws: ``HTTPRefusal`` with 401 if there is no API key, or one that is not accepted, as client secrets are not.
    func requireAPIKey(_ configuration: StandInConfiguration) throws(HTTPRefusal) {
        guard let key, !key.isEmpty else { throw HTTPRefusal(.unauthorized, StandInRefusal.missingKey.error) }
        guard !key.hasPrefix(configuration.wrongKeyPrefix), !key.hasPrefix("ek_") else {
            throw HTTPRefusal(.unauthorized, StandInRefusal.wrongKey.error)
        }
    }

    /// Why the session is refused after the 101; nil to begin it.
    func refusal(_ configuration: StandInConfiguration) -> StandInRefusal? {
        guard let key, !key.isEmpty else { return .missingKey }
        if key.hasPrefix(configuration.wrongKeyPrefix) { return .wrongKey }
        if sendsBetaHeader { return .betaHeader }
        if call != nil, model == nil { return nil }
        guard let model else { return .missingModel }
        return configuration.modelPrefixes.contains { model.hasPrefix($0) } ? nil : .unknownModel(model)
    }

    private static func bearerToken(_ header: String?) -> String? {
        guard let header, header.lowercased().hasPrefix("bearer ") else { return nil }
        return String(header.dropFirst("bearer ".count).drop { $0 == " " })
    }
}
