import CoraSession
import NIOCore

/// One planned call, from the webhook to what follows its stream.
struct LoadCall: Sendable {
    let link: CallLink
    let webhook: CarrierWebhook
    let tls: TransportSecurity?
    let beganAt: UInt64
    let desk: NIOLoopBound<CallerDesk>

    private var number: Int { link.plan.number }

    /// Makes the call; returns when it is over, or could not be made.
    func run() async {
        let start = beganAt + link.plan.startsAt
        guard (try? await Task.sleep(nanoseconds: start - min(LoadClock.now, start))) != nil else { return }
        do throws(CarrierWebhook.Refusal) {
            let stream = try await webhook.announce(number)
            let end = try await speak(over: stream)
            guard end == .handedOver else { return }
            guard let action = stream.action, try await webhook.isDialled(after: action, number) else {
                throw CarrierWebhook.Refusal(kind: .transferNotDialled, detail: "call \(number)")
            }
            await note { $0.transfers += 1 }
        } catch {
            if Task.isCancelled { return }
            await note { $0.failed(error.kind, error.detail) }
        }
    }

    private func speak(
        over stream: CarrierWebhook.Stream
    ) async throws(CarrierWebhook.Refusal) -> CallerEnd.End {
        guard let address = webhook.socketAddress(stream.url) else {
            throw CarrierWebhook.Refusal(kind: .webhookNonsense, detail: "no websocket's URL: \(stream.url)")
        }
        let loop = desk.eventLoop
        let ended = loop.makePromise(of: CallerEnd.End.self)
        do {
            let (desk, link, beganAt) = (desk, link, beganAt)
            let end = try await loop.submit {
                NIOLoopBound<any SocketEnd>(
                    CallerEnd(link, parameters: stream.parameters, beganAt: beganAt, at: desk.value, ended: ended),
                    eventLoop: loop)
            }.get()
            try await LoadSocket.dial(address, headers: webhook.handshake(of: stream.url), tls: tls, end: end, on: loop)
        } catch {
            ended.succeed(.failed)
            if case WebSocketDialError.timedOut = error {
                throw CarrierWebhook.Refusal(kind: .socketTimeout, detail: "\(error)")
            }
            throw CarrierWebhook.Refusal(kind: .socketRefused, detail: "\(error)")
        }
        return await withTaskCancellationHandler {
            (try? await ended.futureResult.get()) ?? .failed
        } onCancel: {
            ended.succeed(.failed)
        }
    }

    private func note(_ change: @escaping @Sendable (inout Tally) -> Void) async {
        let desk = desk
        try? await desk.eventLoop.submit { change(&desk.value.tally) }.get()
    }
}
