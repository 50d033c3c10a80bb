import CoraDoor
import CoraSession
import CoraTenant
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import CoraServer

struct OfferRoutesTests {
    private static let id = "WS0123456789abcdef0123456789abcdef"
    private static let offer = "v=0\r\no=- 4 2 IN IP4 127.0.0.1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    private static let origin = "https://ray.example"

    /// What came to the session.
    private struct Asked: Equatable {
        var sdp: String
        var number: Int
        var key: String
    }

    private final class Line: Sendable {
        private let state = Mutex([Asked]())
        let refusal: OfferRefusal?

        init(_ refusal: OfferRefusal? = nil) { self.refusal = refusal }

        var asked: [Asked] { state.withLock(\.self) }

        func session() -> OfferRoutes.Session {
            OfferRoutes.Session(origins: [origin]) { sdp, number, key throws(OfferRefusal) in
                self.state.withLock { $0.append(Asked(sdp: sdp, number: number, key: key)) }
                if let refusal = self.refusal { throw refusal }
                return "v=0\r\nthe answer"
            }
        }
    }

    private static func ask(
        _ line: Line, _ path: String = "/session/\(id)/offer?number=2", method: HTTPRequest.Method = .post,
        headers: HTTPFields = [.authorization: "Bearer k", .contentType: "application/sdp"], body: String = offer
    ) async throws -> (Response, String) {
        let router = Router(context: ClientRequestContext.self)
        OfferRoutes { $0 == Self.id ? line.session() : nil }.add(to: router)
        return try await RouteTesting.ask(router, method, path, headers: headers, body: body)
    }

    @Test func `an offer reaches its session with its number and key, and the answer its browser`() async throws {
        let line = Line()
        let (response, text) = try await Self.ask(line)
        #expect(response.status == .created && text == "v=0\r\nthe answer")
        #expect(response.headers[.contentType] == "application/sdp")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.accessControlAllowOrigin] == nil)
        #expect(line.asked == [Asked(sdp: Self.offer, number: 2, key: "k")])
    }

    private static let bad: [(path: String, headers: HTTPFields, body: String, status: Int, code: String)] = [
        ("/session/WS00000000000000000000000000000000/offer?number=1", good, offer, 404, "no_session"),
        ("/session/nonsense/offer?number=1", good, offer, 404, "no_session"),
        ("/session/\(id)/offer?number=1", [.authorization: "Bearer k"], offer, 415, "not_sdp"),
        (
            "/session/\(id)/offer?number=1", [.authorization: "Bearer k", .contentType: "application/json"], offer, 415,
            "not_sdp"
        ),
        ("/session/\(id)/offer?number=1", [.contentType: "application/sdp"], offer, 401, "wrong_key"),
        ("/session/\(id)/offer", good, offer, 409, "not_asked"),
        ("/session/\(id)/offer?number=0", good, offer, 409, "not_asked"),
        ("/session/\(id)/offer?number=one", good, offer, 409, "not_asked"),
        ("/session/\(id)/offer?number=1", good, "", 400, "bad_sdp"),
        ("/session/\(id)/offer?number=1", good, "<html>", 400, "bad_sdp"),
        ("/session/\(id)/offer?number=1", good, String(repeating: "a", count: (64 << 10) + 1), 413, "too_large"),
        ("/session/\(id)/offer?number=1", good.with(.contentLength, "65537"), offer, 413, "too_large"),
    ]

    private static let good: HTTPFields = [.authorization: "Bearer k", .contentType: "application/sdp"]

    @Test(arguments: bad)
    func `what is no offer to a live session does not reach it`(
        path: String, headers: HTTPFields, body: String, status: Int, code: String
    ) async throws {
        let line = Line()
        let (response, text) = try await Self.ask(line, path, headers: headers, body: body)
        #expect(response.status.code == status && text.contains("\"\(code)\""), "\(text)")
        #expect(line.asked.isEmpty)
    }

    private static let refusals: [(OfferRefusal, Int, String, String?)] = [
        (.wrongKey, 401, "wrong_key", nil), (.notAsked, 409, "not_asked", nil), (.over, 404, "no_session", nil),
        (
            .refused(PeerRefusal(why: "", mayTryAgain: true, wait: .milliseconds(1500), isBusy: true)), 429,
            "model_busy", "2"
        ),
        (
            .refused(PeerRefusal(why: "", mayTryAgain: true, wait: .zero, isBusy: true)), 429, "model_busy", "1"
        ),
        (
            .refused(PeerRefusal(why: "", mayTryAgain: true, wait: .seconds(3), isBusy: false)), 502,
            "model_unavailable", nil
        ),
        (
            .refused(PeerRefusal(why: "", mayTryAgain: false, wait: .zero, isBusy: false)), 502, "model_unavailable",
            nil
        ),
    ]

    @Test(arguments: refusals)
    func `a session's refusal is told with a status, a word and a time`(
        refusal: OfferRefusal, status: Int, code: String, retryAfter: String?
    ) async throws {
        let (response, text) = try await Self.ask(Line(refusal))
        #expect(response.status.code == status && text.contains("\"\(code)\""), "\(text)")
        #expect(response.headers[.retryAfter] == retryAfter)
        #expect(response.headers[.cacheControl] == "no-store")
    }

    @Test func `a page of a named origin may read the answer, refusals too; others may not`() async throws {
        for (name, allowed) in [(Self.origin, Self.origin), ("https://evil.example", nil), ("null", nil)] {
            let (fine, _) = try await Self.ask(Line(), headers: Self.good.with(.origin, name))
            let (refused, _) = try await Self.ask(Line(.wrongKey), headers: Self.good.with(.origin, name))
            for response in [fine, refused] {
                #expect(response.headers[.accessControlAllowOrigin] == allowed)
                #expect(response.headers[.vary] == "Origin")
            }
        }
    }

    @Test func `a browser that asks before it posts is told whether its page may`() async throws {
        let path = "/session/\(Self.id)/offer"
        let (fine, _) = try await Self.ask(Line(), path, method: .options, headers: [.origin: Self.origin], body: "")
        #expect(fine.status == .noContent)
        #expect(fine.headers[.accessControlAllowOrigin] == Self.origin)
        #expect(fine.headers[.accessControlAllowMethods] == "POST")
        #expect(fine.headers[.accessControlAllowHeaders] == "Authorization, Content-Type")
        let (stranger, _) = try await Self.ask(
            Line(), path, method: .options, headers: [.origin: "https://evil.example"], body: "")
        #expect(stranger.status == .forbidden && stranger.headers[.accessControlAllowOrigin] == nil)
        let (gone, _) = try await Self.ask(
            Line(), "/session/nonsense/offer", method: .options, headers: [.origin: Self.origin], body: "")
        #expect(gone.status == .notFound && gone.headers[.accessControlAllowOrigin] == nil)
    }
}

extension HTTPFields {
    fileprivate func with(_ name: HTTPField.Name, _ value: String) -> HTTPFields {
        var fields = self
        fields[name] = value
        return fields
    }
}
