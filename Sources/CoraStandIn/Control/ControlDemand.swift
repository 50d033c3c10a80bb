import CoraWire
import NIOCore
import NIOHTTP1

/// What a request to the control port asks for.
enum ControlDemand: Sendable, Equatable {
    /// `POST /faults`: plan these.
    case plan([PlannedFault])
    /// `DELETE /faults`: forget those that are planned.
    case clear
    /// `POST /sessions/{id|all}/{fault}`: let it befall that live session, or all.
    case inflict(SessionFault, session: String?)
    /// `GET /sessions`: which sessions are live.
    case sessions
    /// `GET /record`: what every session heard and said.
    case record

    /// Reads a request.
    ///
    /// - Parameter body: the whole body; it may be empty where no member is required.
    /// - Throws: ``HTTPRefusal`` with 400, 404 or 405.
    init(_ method: HTTPMethod, path: String, body: ByteBuffer) throws(HTTPRefusal) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        switch (method, parts.count, parts.first) {
        case (.GET, 1, "sessions"): self = .sessions
        case (.GET, 1, "record"): self = .record
        case (.DELETE, 1, "faults"): self = .clear
        case (.POST, 1, "faults"):
            let json = try JSON.asked(body)
            do throws(APIError) { self = .plan(try PlannedFault.read(json)) } catch { throw .init(.badRequest, error) }
        case (.POST, 3, "sessions"):
            let members = body.readableBytes == 0 ? [:] : try JSON.asked(body)
            do throws(APIError) {
                let fault = try FaultForm.sessionFault(parts[2], members)
                self = .inflict(fault, session: parts[1] == "all" ? nil : parts[1])
            } catch { throw .init(.badRequest, error) }
        case (_, 1, "sessions"), (_, 1, "record"), (_, 1, "faults"), (_, 3, "sessions"):
            throw HTTPRefusal(
                .methodNotAllowed,
                APIError(code: "method_not_supported", message: "Not allowed to \(method.rawValue) on \(path)."))
        default: throw HTTPRefusal(.notFound, APIError(message: "There is no \(path) on the control port."))
        }
    }
}
