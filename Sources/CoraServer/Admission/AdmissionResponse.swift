import CoraCall
import CoraTenant
import HTTPTypes
import Hummingbird
import NIOCore

extension AdmissionRefusal {
    /// The answer to a client over HTTP: 503 from an instance that drains, since another may take the call, else 429;
    /// with the time to try again, and the reason in words.
    func response(retryAfter wait: CallDuration) -> Response {
        let seconds = Int((max(wait, .milliseconds(1)).nanoseconds - 1) / 1_000_000_000) + 1
        // The words are this program's own, so nothing in them needs escaping.
        let body =
            #"{"error":{"code":"\#(rawValue)","message":"No call can be taken now: \#(words).","#
            + #""retry_after_seconds":\#(seconds)}}"#
        return Response(
            status: self == .draining ? .serviceUnavailable : .tooManyRequests,
            headers: [.retryAfter: "\(seconds)", .contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: body)))
    }
}
