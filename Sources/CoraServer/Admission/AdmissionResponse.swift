import CoraCall
import HTTPTypes
import Hummingbird
import NIOCore

extension AdmissionRefusal {
    /// What a caller over HTTP is told: 503 from an instance that drains, where another may take them, else 429; when
    /// to try again; and why, in words.
    func response(retryAfter wait: CallDuration) -> Response {
        let seconds = Int((max(wait, .milliseconds(1)).nanoseconds - 1) / 1_000_000_000) + 1
        // The words are this program's own: nothing in them has to be escaped.
        let body =
            #"{"error":{"code":"\#(rawValue)","message":"No call can be taken now: \#(words).","#
            + #""retry_after_seconds":\#(seconds)}}"#
        return Response(
            status: self == .draining ? .serviceUnavailable : .tooManyRequests,
            headers: [.retryAfter: "\(seconds)", .contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}
