import CoraSupervisor
import Hummingbird

/// What a load balancer asks.
struct HealthRoutes: Sendable {
    let supervisor: CallSupervisor

    /// Adds the routes.
    func add(to router: Router<BasicRequestContext>) {
        // Alive: the process answers.
        router.get("/healthz") { _, _ in "ok\n" }
        // Ready: new calls are taken.
        router.get("/readyz") { _, _ in
            await supervisor.isDraining
                ? Response(status: .serviceUnavailable, body: .init(byteBuffer: .init(string: "draining\n")))
                : Response(status: .ok, body: .init(byteBuffer: .init(string: "ready\n")))
        }
    }
}
