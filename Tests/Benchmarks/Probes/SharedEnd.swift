import NIOCore

/// A place for something that lives on a loop, so that the sockets opened there find it.
struct SharedEnd<Value>: Sendable {
    let loop: any EventLoop
    private let box: NIOLoopBoundBox<Value?>

    init(on loop: any EventLoop) {
        self.loop = loop
        box = NIOLoopBoundBox.makeBoxSendingValue(nil, eventLoop: loop)
    }

    /// Only on the loop.
    var value: Value? {
        get { box.value }
        nonmutating set { box.value = newValue }
    }

    /// The part of it that speaks over a socket. Only on the loop.
    func end(_ part: (Value) -> any ProbeEnd) -> any ProbeEnd {
        box.value.map(part) ?? Unwanted()
    }
}

/// A socket that nobody expected.
private final class Unwanted: ProbeEnd {
    func opened(_ socket: ProbeSocket) {
        socket.close()
    }

    func received(_ text: ByteBuffer, at now: UInt64) {}
}
