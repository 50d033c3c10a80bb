import CoraLoopback
import CoraTwilio
import CoraWire
import Foundation
import NIOCore
import NIOHTTP1

/// The Calls resource of Twilio's REST API as far as live calls need it: reads a request as strictly as Twilio does
/// and says what it asks for (Twilio, "Update a call resource").
struct CallsEndpoint: Sendable {
    /// What a request asks for.
    enum Demand: Sendable, Equatable {
        /// To list the calls; only those in that state, if one is given.
        case list(status: String?)
        /// To read one call.
        case read(callSid: String)
        /// To change one call.
        case update(callSid: String, CallUpdate)
    }

    /// The longest `Twiml` field, in characters (error 32018).
    static let documentLimit = 4_000

    /// The account's SID.
    var accountSid: String
    /// Passwords by user name: the account's SID with its Auth Token, API keys with their secrets.
    var passwords: [String: String]

    /// Reads what a request asks for.
    ///
    /// - Throws: ``TwilioRESTError`` with what Twilio would answer.
    func demand(_ request: LoopbackServer.Request) throws(TwilioRESTError) -> Demand {
        guard isAuthorized(request.headers.first(name: "authorization") ?? "") else { throw .unauthorized }
        if request.path == "/2010-04-01/Accounts/\(accountSid)/Calls.json", request.method == .GET {
            let query = FormBody.parse(String(request.target.dropFirst(request.path.count + 1)))
            return .list(status: query.flatMap { field("Status", $0) })
        }
        let callSid = try callSid(request.path)
        switch request.method {
        case .GET: return .read(callSid: callSid)
        case .POST: return .update(callSid: callSid, try update(form(request)))
        default:
            throw TwilioRESTError(
                status: .methodNotAllowed, code: 20_004, message: "Method not allowed: \(request.method.rawValue)")
        }
    }

    /// The fields of the request's body; empty when it is not a form.
    func form(_ request: LoopbackServer.Request) -> FormBody {
        let type = request.headers.first(name: "content-type") ?? ""
        guard type.lowercased().hasPrefix("application/x-www-form-urlencoded") else { return FormBody() }
        return request.body.withUnsafeReadableBytes { FormBody.parse($0) } ?? FormBody()
    }

    private func isAuthorized(_ header: String) -> Bool {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1]))
        else { return false }
        let pair = String(decoding: data, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, let password = passwords[String(pair[0])] else { return false }
        return password == pair[1]
    }

    private func callSid(_ path: String) throws(TwilioRESTError) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[1...4] == ["2010-04-01", "Accounts", accountSid, "Calls"],
            parts[5].hasSuffix(".json")
        else { throw .notFound(path) }
        let sid = String(parts[5].dropLast(5))
        guard sid.count == 34, sid.hasPrefix("CA") else { throw .notFound(path) }
        return sid
    }

    // MARK: What an update may be

    private func update(_ form: FormBody) throws(TwilioRESTError) -> CallUpdate {
        let document = field("Twiml", form)
        let url = field("Url", form)
        if let status = field("Status", form) {
            guard document == nil, url == nil else { throw .invalid("Status goes with neither Twiml nor Url") }
            switch status {
            case "completed": return .hangUp
            case "canceled": return .cancel
            default: throw .invalid("Invalid Status: \(status)")
            }
        }
        switch (document, url) {
        case (let document?, nil):
            guard document.unicodeScalars.count <= Self.documentLimit else {
                throw .invalid("Twiml is longer than \(Self.documentLimit) characters", code: 32_018)
            }
            return .document(document)
        case (nil, let url?): return .fetch(try callback(url, method: field("Method", form) ?? "POST"))
        case (nil, nil): throw .invalid("One of Twiml, Url and Status is wanted")
        case (_?, _?): throw .invalid("Twiml and Url exclude each other")
        }
    }

    private func callback(_ url: String, method: String) throws(TwilioRESTError) -> TwiMLDocument.Callback {
        guard let components = URLComponents(string: url), ["http", "https"].contains(components.scheme?.lowercased()),
            components.host?.isEmpty == false
        else { throw .invalid("Url is not a valid URL: \(url)", code: 21_205) }
        guard method == "GET" || method == "POST" else { throw .invalid("Invalid Method: \(method)") }
        return TwiMLDocument.Callback(url: url, method: method)
    }

    /// The value of a field; nil when it was not sent, or is blank.
    private func field(_ name: String, _ form: FormBody) -> String? {
        form[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
