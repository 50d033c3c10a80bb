import CoraDoor
import CoraWire
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers `GET /ops/access` with the scope of the request's token, for a page that was just given one:
/// `{"scope":"read"}` or `{"scope":"act"}`.
struct AccessRoutes: Sendable {
    let gate: AccessGate

    /// Adds the route.
    func add(to router: Router<ClientRequestContext>) {
        router.get("/ops/access") { request, context in
            if let refusal = await gate.refusal(of: request, from: context.clientAddress, wanting: .read) {
                return refusal
            }
            let mayAct = await gate.refusal(of: request, from: context.clientAddress, wanting: .act) == nil
            let json: JSON = ["scope": .string(mayAct ? "act" : "read")]
            return Response(
                status: .ok, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: json.text + "\n")))
        }
    }
}
