import CoraWire
import NIOCore
import NIOHTTP1

/// What a request about calls between browsers and the model asks for (reference, 1.3 and 1.4).
enum CallDemand: Sendable, Equatable {
    /// `POST /v1/realtime/client_secrets`: a secret that starts sessions of this configuration for so many seconds.
    case secret(seconds: Int, session: JSON)
    /// `POST /v1/realtime/calls`: a call with this offer and configuration.
    case call(offer: String, session: JSON)
    /// `POST /v1/realtime/calls/{id}/hangup`.
    case hangUp(String)

    /// What the paths begin with.
    static let pathPrefix = "/v1/realtime/"

    private static let secretRequest = Schema.object([
        .optional(
            "expires_after",
            .object([.optional("anchor", .choice(["created_at"])), .optional("seconds", .integer(10...7_200))])),
        .optional("session", ClientEventSchema.session),
    ])

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - body: the whole body; nil if it was too long.
    ///   - desk: knows the client secrets.
    ///   - time: now, in seconds since 1970.
    /// - Throws: ``HTTPRefusal`` with a 4xx.
    init(
        _ head: HTTPRequestHead, body: ByteBuffer?, configuration: StandInConfiguration, desk: CallDesk, at time: Int
    ) throws(HTTPRefusal) {
        let request = UpgradeRequest(head)
        let path = request.path.dropFirst(Self.pathPrefix.count).split(separator: "/")
        let type = head.headers.first(name: "content-type") ?? ""
        guard let body else { throw HTTPRefusal(.payloadTooLarge) }
        switch (head.method, path.count, path.first, path.last) {
        case (.POST, 1, "calls", _) where type.hasPrefix("application/sdp"):
            guard let session = desk.session(of: request.key ?? "", at: time) else {
                throw HTTPRefusal(.unauthorized, StandInRefusal.wrongKey.error)
            }
            self = .call(offer: try Self.offer(String(buffer: body)), session: session)
        case (.POST, 1, "calls", _):
            try request.requireAPIKey(configuration)
            guard let parts = FormData.parts(of: String(buffer: body), type: type) else {
                throw HTTPRefusal(.unsupportedMediaType)
            }
            let offer = try Self.offer(parts["sdp"] ?? "")
            let session = try parts["session"].map { text throws(HTTPRefusal) in
                try JSON.asked(ByteBuffer(string: text))
            }
            self = .call(offer: offer, session: try Self.session(session, configuration))
        case (.POST, 1, "client_secrets", _):
            try request.requireAPIKey(configuration)
            let asked = body.readableBytes == 0 ? [:] : try JSON.asked(body)
            try HTTPRefusal.check { () throws(APIError) in try Self.secretRequest.check(asked, at: "") }
            self = .secret(
                seconds: asked["expires_after"]?["seconds"]?.int ?? 600,
                session: try Self.session(asked["session"], configuration))
        case (.POST, 3, "calls", "hangup"):
            try request.requireAPIKey(configuration)
            self = .hangUp(String(path[1]))
        default:
            throw HTTPRefusal(.notFound, APIError(message: "Invalid URL (\(head.method.rawValue) \(request.path))"))
        }
    }

    /// A configuration that is whole enough to begin a session: the one that is asked for, with a model.
    private static func session(
        _ asked: JSON?, _ configuration: StandInConfiguration
    ) throws(HTTPRefusal) -> JSON {
        let asked = asked ?? ["type": "realtime"]
        try HTTPRefusal.check { () throws(APIError) in
            try ClientEventSchema.session.check(asked, at: "session")
            let model = asked["model"]?.string ?? UpgradeRequest.defaultModel
            guard configuration.modelPrefixes.contains(where: { model.hasPrefix($0) }) else {
                throw StandInRefusal.unknownModel(model).error
            }
        }
        return .object(["model": .string(UpgradeRequest.defaultModel)].merging(asked.object ?? [:]) { $1 })
    }

    private static func offer(_ text: String) throws(HTTPRefusal) -> String {
        if text.hasPrefix("v=0"), text.contains("m=audio") { return text }
        throw HTTPRefusal(
            .badRequest,
            APIError(code: "invalid_offer", message: "There is no SDP that offers audio.", parameter: "sdp"))
    }
}
