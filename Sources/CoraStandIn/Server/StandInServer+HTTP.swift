import AsyncHTTPClient
import CoraWire
import Foundation
import NIOCore
import NIOHTTP1

// What the server does by HTTP: text responses, and calls between browsers and the model.
extension StandInServer {
    /// Answers a request to one of the paths that are no websocket; `body` is nil if it was too long. To be called on
    /// the connection's loop.
    func answer(_ head: HTTPRequestHead, _ body: ByteBuffer?, on channel: any Channel) -> EventLoopFuture<HTTPAnswer> {
        let time = Int(Date().timeIntervalSince1970)
        guard head.uri.hasPrefix(CallDemand.pathPrefix) else {
            return channel.eventLoop.makeSucceededFuture(nextResponse().answer(to: head, body: body, at: time))
        }
        do throws(HTTPRefusal) {
            let demand = try CallDemand(head, body: body, configuration: configuration, desk: desk, at: time)
            let fault =
                switch demand {
                case .secret: plan.take(\.secret)
                case .call: plan.take(\.call)
                case .hangUp: plan.take(\.hangUp)
                }
            var delay = Duration.zero
            switch fault {
            case .refuse(let status, let seconds):
                throw HTTPRefusal(HTTPResponseStatus(statusCode: status), retryAfterSeconds: seconds)
            case .delay(let planned): delay = planned
            case nil: break
            }
            return try perform(demand, at: time, on: channel).map { [delay] answer in
                var answer = answer
                answer.delay = delay
                return answer
            }
        } catch {
            return channel.eventLoop.makeSucceededFuture(HTTPAnswer(error))
        }
    }

    private func perform(
        _ demand: CallDemand, at time: Int, on channel: any Channel
    ) throws(HTTPRefusal) -> EventLoopFuture<HTTPAnswer> {
        switch demand {
        case .secret(let seconds, let session):
            return channel.eventLoop.makeSucceededFuture(try secret(for: seconds, session, at: time))
        case .call(let offer, let session): return try call(offer, session, on: channel)
        case .hangUp(let id):
            guard let call = desk[id] else { throw .unknownCall(id) }
            desk[id] = nil
            call.session.run { $0.hangUp() }
            return channel.eventLoop.makeSucceededFuture(HTTPAnswer(.ok, ""))
        }
    }

    private func secret(for seconds: Int, _ session: JSON, at time: Int) throws(HTTPRefusal) -> HTTPAnswer {
        let value = "ek_" + Identifiers.randomSalt() + Identifiers.randomSalt()
        let shown = try newSession(session).settings.object.object ?? [:]
        guard desk.keep(value, starts: session, until: time + seconds, at: time) else {
            throw HTTPRefusal(.tooManyRequests)
        }
        let body: JSON = [
            "value": .string(value), "expires_at": .int(time + seconds),
            "session": .object(shown.merging(["expires_at": 0]) { $1 }),
        ]
        return HTTPAnswer(.ok, body.text)
    }

    /// Begins a call: its session waits for the peer helper, whose answer to the offer goes back.
    private func call(
        _ offer: String, _ session: JSON, on channel: any Channel
    ) throws(HTTPRefusal) -> EventLoopFuture<HTTPAnswer> {
        guard let peers = configuration.peers else {
            throw HTTPRefusal(
                .notImplemented,
                APIError(message: "This stand-in has no peer helper to talk to browsers: start it with --peers URL."))
        }
        let id = "rtc_" + Identifiers.randomSalt()
        let live = begin(try newSession(session, call: id), on: channel.eventLoop)
        let token = Identifiers.randomSalt() + Identifiers.randomSalt()
        desk[id] = CallDesk.Call(session: live, token: token)
        let host = channel.localAddress?.ipAddress ?? "127.0.0.1"
        let address = "\(host.contains(":") ? "[\(host)]" : host):\(channel.localAddress?.port ?? 0)"
        let invitation: JSON = [
            "offer": .string(offer), "token": .string(token),
            "media": .string("ws://\(address)\(UpgradeRequest.path)?call_id=\(id)&role=\(UpgradeRequest.mediaRole)"),
        ]
        return channel.eventLoop.makeFutureWithTask {
            do {
                var answer = HTTPAnswer(.created, try await Self.ask(peers, invitation))
                answer.type = "application/sdp"
                answer.headers = ["location": "/v1/realtime/calls/\(id)"]
                return answer
            } catch {
                live.run { $0.hangUp() }
                let message = "The peer helper at \(peers) gives no answer: \(error)"
                return HTTPAnswer(HTTPRefusal(.internalServerError, APIError(message: message)))
            }
        }
    }

    /// The peer helper's answer to an offer; by then it has joined the call as the media side, or is about to.
    @concurrent private static func ask(_ helper: String, _ invitation: JSON) async throws -> String {
        var request = HTTPClientRequest(url: helper)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: invitation.text))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(15))
        let body = try await response.body.collect(upTo: 256 << 10)
        guard response.status == .ok, let answer = try JSON.parse(body)["answer"]?.string else {
            throw HTTPRefusal(response.status, APIError(message: String(buffer: body)))
        }
        return answer
    }

    /// A session with this configuration, which has passed the schema.
    private func newSession(_ configuration: JSON, call: String? = nil) throws(HTTPRefusal) -> StandInSession {
        var session = newSession(model: configuration["model"]?.string, call: call)
        try HTTPRefusal.check { () throws(APIError) in try session.configure(configuration) }
        return session
    }
}

extension HTTPRefusal {
    /// There is no such call, or it is over.
    static func unknownCall(_ id: String) -> HTTPRefusal {
        HTTPRefusal(.notFound, APIError(code: "call_id_not_found", message: "There is no call with the id '\(id)'."))
    }
}
