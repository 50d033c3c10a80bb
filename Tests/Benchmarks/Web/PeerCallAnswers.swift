import BenchProbes
import CoraWire
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// What the probe model's HTTP API answers (Realtime API, "Client secrets" and "Calls"): secrets, and calls in which no audio
/// is played, because it would not pass the server.
final class PeerCallAnswers: Sendable {
    private let calls = Atomic<Int>(0)

    /// Answers for one run.
    static func answering() -> ProbeRequests.Answering {
        let answers = PeerCallAnswers()
        return { answers.answer($0) }
    }

    private func answer(_ head: HTTPRequestHead) -> ProbeRequests.Answer {
        switch head.uri {
        case "/v1/realtime/client_secrets":
            return ProbeRequests.Answer(.ok, ["Content-Type": "application/json"], body: Self.secret.text)
        case "/v1/realtime/calls":
            let number = calls.add(1, ordering: .relaxed).newValue
            return ProbeRequests.Answer(
                .created, ["Content-Type": "application/sdp", "Location": "/v1/realtime/calls/rtc_bench\(number)"],
                body: Self.sdp)
        // A hang-up, or anything else that the model takes note of.
        default: return ProbeRequests.Answer(.ok)
        }
    }

    private static var secret: JSON {
        [
            "value": "ek_bench", "expires_at": .int(Int(Date().timeIntervalSince1970) + 600),
            "session": ["type": "realtime", "object": "realtime.session", "id": "sess_1", "expires_at": 0],
        ]
    }

    /// One end's description of a connection with audio both ways and a data channel (RFC 8866, RFC 8829), as browsers
    /// write it.
    static let sdp = [
        "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1",
        "a=msid-semantic: WMS bench", "m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0", "a=ice-ufrag:bnch", "a=ice-pwd:0123456789abcdefghijklmn",
        "a=fingerprint:sha-256 " + Array(repeating: "AB", count: 32).joined(separator: ":"), "a=setup:actpass",
        "a=mid:0", "a=sendrecv", "a=msid:bench microphone", "a=rtcp-mux", "a=rtpmap:111 opus/48000/2",
        "a=fmtp:111 minptime=10;useinbandfec=1", "a=ssrc:1 cname:bench",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0", "a=ice-ufrag:bnch", "a=ice-pwd:0123456789abcdefghijklmn",
        "a=fingerprint:sha-256 " + Array(repeating: "AB", count: 32).joined(separator: ":"), "a=setup:actpass",
        "a=mid:1", "a=sctp-port:5000", "a=max-message-size:262144", "",
    ].joined(separator: "\r\n")
}
