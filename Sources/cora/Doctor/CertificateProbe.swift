import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Reads the certificate that a server shows.
enum CertificateProbe {
    private struct NoCertificate: Error, CustomStringConvertible {
        var description: String { "the connection was closed before there was one" }
    }

    /// When the certificate expires, in seconds since 1970. Chain and name are checked as every client checks them.
    static func expiry(of host: String, port: Int, patience: TimeAmount) async throws -> Int {
        let context = try NIOSSLContext(configuration: .makeClientConfiguration())
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: Int.self)
        let isLiteral = (try? SocketAddress(ipAddress: host, port: port)) != nil
        let dialled = ClientBootstrap(group: loop).connectTimeout(patience)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLClientHandler(context: context, serverHostname: isLiteral ? nil : host), Witness(promise),
                    ])
                }
            }
            .connect(host: host, port: port)
        dialled.whenFailure { promise.fail($0) }
        let deadline = loop.scheduleTask(in: patience) {
            promise.fail(NoCertificate())
            dialled.whenSuccess { $0.close(promise: nil) }
        }
        promise.futureResult.whenComplete { _ in deadline.cancel() }
        return try await promise.futureResult.get()
    }

    /// Waits for the end of the handshake. Loop-bound.
    private final class Witness: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let promise: EventLoopPromise<Int>

        init(_ promise: EventLoopPromise<Int>) {
            self.promise = promise
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent else { return }
            let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
            if let certificate = handler?.peerCertificate {
                promise.succeed(Int(certificate.notValidAfter))
            } else {
                promise.fail(NoCertificate())
            }
            context.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            promise.fail(error)
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            promise.fail(NoCertificate())
        }
    }
}
