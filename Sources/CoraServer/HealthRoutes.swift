import CoraCall
import CoraDoor
import CoraSupervisor
import CoraTenant
import Hummingbird

/// The routes for load balancers.
struct HealthRoutes: Sendable {
    let supervisor: CallSupervisor

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        // Alive: the process answers.
        router.get("/healthz") { _, _ in "ok\n" }
        // Ready: the instance takes new calls; else the answer says why not.
        router.get("/readyz") { _, _ in
            guard let refusal = await supervisor.refusal else {
                return Response(status: .ok, body: .init(byteBuffer: .init(string: "ready\n")))
            }
            return Response(
                status: .serviceUnavailable, body: .init(byteBuffer: .init(string: "\(refusal.rawValue)\n")))
        }
    }
}
