import NIOCore

/// How tasks use a link. On its loop alone: the caller's executor is the loop's.
extension RedisLink {
    /// Sends a command and waits for its answer. If the task is cancelled, the wait is over at once.
    func answer(to command: RedisCommand, until deadline: NIODeadline) async -> Answer {
        let bound = NIOLoopBound(self, eventLoop: loop)
        let ticket = NIOLoopBoundBox(Int?.none, eventLoop: loop)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                ticket.value = send(command, until: deadline) { continuation.resume(returning: $0) }
            }
        } onCancel: {
            bound.eventLoop.execute { if let id = ticket.value { bound.value.cancel(id) } }
        }
    }

    /// Sends commands of a handshake in one burst.
    /// - Returns: all answers, in order; the last failure, if one failed.
    func exchange(
        _ commands: [RedisCommand], until deadline: NIODeadline
    ) async -> Result<[RESPValue], RedisError> {
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
                    if missing == 0 {
                        continuation.resume(returning: failure.map { .failure($0) } ?? .success(answers))
                    }
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
    func closedWhenCancelled<Value>(_ body: () async -> Value) async -> Value {
        let bound = NIOLoopBound(self, eventLoop: loop)
        return await withTaskCancellationHandler {
            await body()
        } onCancel: {
            bound.eventLoop.execute { bound.value.close(.closed) }
        }
    }
}
