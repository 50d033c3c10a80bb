import NIOCore

/// How tasks use a link. On its loop alone: the caller's executor is the loop's.
///
/// A closure that the standard library runs as an `async` one leaves the caller's executor, unless it is isolated to the
/// caller's actor: that is why the actor is a parameter, and why the closures name it.
extension RedisLink {
    /// Sends a command and waits for its answer. If the task is cancelled, the wait is over at once.
    func answer(
        to command: RedisCommand, until deadline: NIODeadline, isolation: isolated (any Actor)? = #isolation
    ) async -> Answer {
        let bound = NIOLoopBound(self, eventLoop: loop)
        let ticket = NIOLoopBoundBox(Int?.none, eventLoop: loop)
        return await withTaskCancellationHandler {
            _ = isolation
            return await withCheckedContinuation { continuation in
                ticket.value = send(command, until: deadline) { continuation.resume(returning: $0) }
            }
        } onCancel: {
            bound.eventLoop.execute { if let id = ticket.value { bound.value.cancel(id) } }
        }
    }

    /// Sends commands of a handshake in one burst.
    /// - Returns: the answers that came, in order, and why no more did, if some did not.
    func exchange(
        _ commands: [RedisCommand], until deadline: NIODeadline
    ) async -> (answers: [RESPValue], failure: RedisError?) {
        await withCheckedContinuation { continuation in
            var answers: [RESPValue] = []
            var failure: RedisError?
            var missing = commands.count
            for command in commands {
                send(command, until: deadline, isHandshake: true) { answer in
                    switch answer {
                    case .success(let value): answers.append(value)
                    case .failure(let error): failure = error
                    }
                    missing -= 1
                    if missing == 0 { continuation.resume(returning: (answers, failure)) }
                }
            }
        }
    }

    /// Waits until the connection has ended.
    /// - Returns: why.
    func ended() async -> RedisError {
        await withCheckedContinuation { continuation in
            onEnd { continuation.resume(returning: $0) }
        }
    }

    /// Runs `body`; the link is closed if the task is cancelled meanwhile.
    func closedWhenCancelled<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async -> Value
    ) async -> Value {
        let bound = NIOLoopBound(self, eventLoop: loop)
        return await withTaskCancellationHandler {
            _ = isolation
            return await body()
        } onCancel: {
            bound.eventLoop.execute { bound.value.close(.closed) }
        }
    }
}
