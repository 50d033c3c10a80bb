package import NIOCore

/// A place for something that lives on a loop, so that the sockets opened there find it.
package struct SharedEnd<Value>: Sendable {
    package let loop: any EventLoop
    private let box: NIOLoopBoundBox<Value?>

    package init(on loop: any EventLoop) {
        self.loop = loop
        box = NIOLoopBoundBox.makeBoxSendingValue(nil, eventLoop: loop)
    }

    /// Only on the loop.
    package var value: Value? {
        get { box.value }
        nonmutating set { box.value = newValue }
    }

    /// The part of it that speaks over a socket. Only on the loop.
    package func end(_ part: (Value) -> any ProbeEnd) -> any ProbeEnd {
        box.value.map(part) ?? Unwanted()
    }
}

/// A socket that was not expected.
private final class Unwanted: ProbeEnd {
    func opened(_ socket: ProbeSocket) {
        socket.close()
    }

    func received(_ text: ByteBuffer, at now: UInt64) {}
}
