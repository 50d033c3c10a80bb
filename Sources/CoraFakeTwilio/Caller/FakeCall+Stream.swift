import CoraSession
import CoraTwilio
import Foundation
import NIOCore
import NIOHTTP1

extension FakeCall {
    /// Opens the media stream and returns when it is over.
    func stream(_ connect: TwiMLDocument.Connect, from url: String) async -> StreamEnd {
        let url = address.absolute(connect.url, in: url)
        let started = ContinuousClock.now
        await onLoop { $0.isMovedAway = false }
        do {
            let target = try socketAddress(url)
            let signature = RequestSignature.sign(url: url, key: configuration.authToken)
            let headers: HTTPHeaders = ["User-Agent": "Twilio.TmeWs/1.0", "X-Twilio-Signature": signature]
            let start = StreamStart(
                streamSid: Self.sid("MZ"), callSid: fields.callSid, accountSid: configuration.accountSid,
                customParameters: connect.parameters)
            let ended = configuration.eventLoop.makePromise(of: StreamEnd.self)
            let line = line
            let firstTimestamp = configuration.firstTimestamp
            let opened = WebSocketClient.connect(
                to: target, headers: headers, on: configuration.eventLoop,
                tls: configuration.tls.map { .boringSSL($0) },
                timeout: .seconds(5)
            ) { channel in
                try WebSocketFrames.addHandlers(to: channel, maxFrameSize: 1 << 20, isServer: false)
                line.value.note(.streamOpened(took: ContinuousClock.now - started))
                let leg = MediaStreamLeg(
                    line: line.value, start: start, firstTimestamp: firstTimestamp, ended: ended)
                try channel.pipeline.syncOperations.addHandler(leg)
            }
            opened.whenFailure { ended.fail($0) }
            return try await withTaskCancellationHandler {
                try await ended.futureResult.get()
            } onCancel: {
                configuration.eventLoop.execute { line.value.isMovedAway = true }
            }
        } catch {
            let violation = error as? Violation ?? Violation(code: 31_920, problem: "\(url): \(error)")
            await onLoop { $0.violated(violation) }
            return .serverClosed
        }
    }

    /// Where to dial a `<Stream>`'s URL.
    ///
    /// - Throws: ``Violation`` for a URL that Twilio would not dial.
    private func socketAddress(_ url: String) throws(Violation) -> WebSocketAddress {
        let scheme = URLComponents(string: url)?.scheme?.lowercased()
        guard scheme == "wss" || (scheme == "ws" && address.allowsPlainSocket) else {
            throw Violation(code: 31_922, problem: "<Stream url> is no wss URL: \(url)")
        }
        guard let components = URLComponents(string: address.dialled(url)), let host = components.host else {
            throw Violation(code: 31_923, problem: "<Stream url> is no URL: \(url)")
        }
        let isSecure = components.scheme == "wss"
        let path = components.percentEncodedPath
        return WebSocketAddress(
            host: host, port: components.port ?? (isSecure ? 443 : 80), target: path.isEmpty ? "/" : path,
            isSecure: isSecure)
    }
}
