import CoraWire
import NIOCore

/// Why a live call was not changed (Twilio, "Errors and warnings").
package enum TwilioCallsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such call, or it is over: the caller has hung up (20404, 21220).
    case callOver
    /// The credentials are wrong (20003): the operator has to mend that.
    case unauthorised
    /// There were too many requests (20429); this one was not processed.
    case rateLimited
    /// The request is wrong, or the account may not make it: sending it again does not help.
    case refused(status: Int, code: Int?, message: String)
    /// No connection could be made: the request was not processed.
    case unreachable(String)
    /// The server failed, or did not answer in time: the request may have been processed.
    case unknown(String)

    init(status: Int, body: ByteBuffer) {
        let json = try? JSON.parse(body)
        let code = json?["code"]?.int
        let message = String((json?["message"]?.string ?? "no message").prefix(200))
        self =
            switch (status, code) {
            case (_, 20_404), (_, 21_220), (404, nil): .callOver
            case (401, _), (_, 20_003): .unauthorised
            case (429, _), (_, 20_429): .rateLimited
            case (500..., _): .unknown("HTTP \(status): \(message)")
            default: .refused(status: status, code: code, message: message)
            }
    }

    package var description: String {
        switch self {
        case .callOver: "the call is over"
        case .unauthorised: "Twilio refuses the credentials (20003)"
        case .rateLimited: "Twilio is asked too often (20429)"
        case .refused(let status, let code, let message):
            "Twilio refused with HTTP \(status)\(code.map { ", \($0)" } ?? ""): \(message)"
        case .unreachable(let why): "Twilio cannot be reached: \(why)"
        case .unknown(let why): "Twilio's answer is not known: \(why)"
        }
    }
}
