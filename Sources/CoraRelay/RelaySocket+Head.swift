import CoraWire
import NIOCore

extension RelaySocket {
    /// Reads the head of a carrier's request, or of the model's answer.
    func readHead(_ bytes: ByteBuffer) {
        begun.writeImmutableBuffer(bytes)
        guard begun.readableBytes <= Self.longest + HTTPHead.longest else { return end() }
        do {
            guard let head = try begun.withUnsafeReadableBytes({ try HTTPHead.read($0) }) else { return }
            if side == .carrier { try answer(head) } else { try takeAnswer(head) }
        } catch {
            end()
        }
    }

    /// Asks the model for the upgrade.
    func requestUpgrade() {
        var generator = SystemRandomNumberGenerator()
        var nonce = ByteBuffer()
        var text = ByteBuffer()
        for _ in 0..<2 { nonce.writeInteger(generator.next() as UInt64) }
        nonce.withUnsafeReadableBytes { Base64.encode($0, into: &text) }
        send(ByteBuffer(string: desk.model.upgradeRequest(nonce: String(buffer: text))))
    }

    /// The model's: anything but an upgrade ends the call.
    private func takeAnswer(_ head: HTTPHead) throws(HTTPHead.Fault) {
        guard head.first[1] == "101" else { throw .malformed }
        begun.moveReaderIndex(forwardBy: head.length)
        beginFrames(begun)
    }

    /// The carrier's: a POST is a webhook, an upgrade is a stream, and any other GET asks whether we are there.
    private func answer(_ head: HTTPHead) throws(HTTPHead.Fault) {
        switch head.first[0] {
        case "GET":
            guard let key = head["sec-websocket-key"] else { return close(with: "text/plain", "ok") }
            begun.moveReaderIndex(forwardBy: head.length)
            send(ByteBuffer(string: upgrade(AcceptKey.answer(to: key))))
            beginFrames(begun)
        case "POST":
            let length = head["content-length"].flatMap { Int($0) } ?? 0
            guard (0...Self.longest).contains(length) else { throw .malformed }
            guard begun.readableBytes >= head.length + length else { return }
            close(with: "text/xml", twiML(host: head["host"]))
        default: throw .malformed
        }
    }

    private func upgrade(_ answer: String) -> String {
        """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Accept: \(answer)\r
        \r\n
        """
    }

    private func twiML(host: String?) -> String {
        """
        <Response><Connect><Stream url="ws://\(place(host))/media">\
        <Parameter name="token" value="\(desk.nextToken())"/></Stream></Connect></Response>
        """
    }

    /// Where the carrier is to open the stream: what it called us, if that is a host and nothing else.
    private func place(_ host: String?) -> String {
        if let host, (1...255).contains(host.utf8.count), host.utf8.allSatisfy(Self.isOfHosts) { return host }
        return "127.0.0.1:\(context?.channel.localAddress?.port ?? 0)"
    }

    private static func isOfHosts(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5B, 0x5D, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: false
        }
    }

    /// Answers, and closes the connection behind the answer.
    private func close(with type: String, _ body: String) {
        let text = """
            HTTP/1.1 200 OK\r
            Content-Type: \(type)\r
            Content-Length: \(body.utf8.count)\r
            Connection: close\r
            \r
            \(body)
            """
        stage = .over
        guard let context else { return }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text))).whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}
