import NIOCore

/// A value that lives on an event loop, for those that may be on another one.
struct LoopBound<Value>: Sendable {
    let loop: any EventLoop
    private let bound: NIOLoopBound<Value>

    /// To be called on the loop.
    init(_ value: Value, on loop: any EventLoop) {
        self.loop = loop
        bound = NIOLoopBound(value, eventLoop: loop)
    }

    /// Does something with the value: at once on its loop, soon from another one. What one thread asks for stays in order.
    func run(_ body: @escaping @Sendable (Value) -> Void) {
        let bound = bound
        if loop.inEventLoop { body(bound.value) } else { loop.execute { body(bound.value) } }
    }

    /// What the value answers.
    ///
    /// - Throws: the loop's error when it has stopped.
    func ask<Answer: Sendable>(_ body: @escaping @Sendable (Value) -> Answer) async throws -> Answer {
        let bound = bound
        return try await loop.submit { body(bound.value) }.get()
    }
}
