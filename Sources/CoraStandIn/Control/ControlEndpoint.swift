import CoraWire
import NIOCore
import NIOHTTP1

/// Does what requests to the control port ask for.
struct ControlEndpoint: Sendable {
    /// What is sent back.
    struct Answer: Sendable, Equatable {
        var status: HTTPResponseStatus
        var body: JSON
    }

    let server: StandInServer

    /// The answer to a request with this whole body.
    func answer(_ method: HTTPMethod, target: String, body: ByteBuffer) async -> Answer {
        do throws(HTTPRefusal) {
            let path = String(target.prefix { $0 != "?" })
            return Answer(status: .ok, body: try await perform(ControlDemand(method, path: path, body: body)))
        } catch {
            return Answer(status: error.status, body: error.body)
        }
    }

    private func perform(_ demand: ControlDemand) async throws(HTTPRefusal) -> JSON {
        switch demand {
        case .plan(let faults):
            guard server.plan.add(faults) else {
                throw HTTPRefusal(.conflict, APIError(message: "\(FaultPlan.limit) faults are planned already."))
            }
            return ["planned": .int(faults.count)]
        case .clear:
            server.clearFaults()
            return ["planned": 0]
        case .inflict(let fault, let session):
            let count = await server.inflict(fault, on: session)
            guard session == nil || count > 0 else {
                throw HTTPRefusal(.notFound, APIError(message: "No live session has the id '\(session ?? "")'."))
            }
            return ["sessions": .int(count)]
        case .sessions:
            let live = await server.liveRecords()
            return [
                "sessions": .array(
                    live.map { ["id": .string($0.session), "since": .int($0.since), "turns": .int($0.turns)] })
            ]
        case .record: return ["sessions": .array(await server.records().map(\.json))]
        }
    }
}
