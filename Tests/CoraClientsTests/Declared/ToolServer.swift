import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A tenant's server on loopback, and what it was asked.
final class ToolServer: Sendable {
    /// What it answers.
    enum Reply: Sendable {
        case answer(Int, String, headers: HTTPHeaders = [:])
        case silence
        case hangUp
    }

    /// What it was sent.
    struct Request: Sendable {
        var head: HTTPRequestHead
        var body: String
    }

    private let received = Mutex<[Request]>([])
    private let reply: Reply

    /// Every request so far.
    var requests: [Request] { received.withLock { $0 } }

    private init(_ reply: Reply) {
        self.reply = reply
    }

    /// Serves while the body runs. The port is the body's second argument.
    static func with<Value: Sendable>(
        _ reply: Reply, tls: NIOSSLContext? = nil, _ body: @Sendable (ToolServer, Int) async throws -> Value
    ) async throws -> Value {
        let server = ToolServer(reply)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(NIOHTTPServerRequestAggregator(maxContentLength: 1 << 20))
                    try pipeline.addHandler(Answering(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result<Value, any Error>
        do { result = .success(try await body(server, channel.localAddress?.port ?? 0)) } catch {
            result = .failure(error)
        }
        try await channel.close()
        return try result.get()
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = NIOHTTPServerRequestFull
        typealias OutboundOut = HTTPServerResponsePart

        private let server: ToolServer

        init(_ server: ToolServer) {
            self.server = server
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let request = unwrapInboundIn(data)
            let body = request.body.map { String(buffer: $0) } ?? ""
            server.received.withLock { $0.append(Request(head: request.head, body: body)) }
            switch server.reply {
            case .silence: break
            case .hangUp: context.close(promise: nil)
            case .answer(let status, let body, var headers):
                headers.replaceOrAdd(name: "Content-Length", value: String(body.utf8.count))
                let head = HTTPResponseHead(
                    version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}

/// A certificate made for one test: self-signed, for `localhost` only.
struct ToolCertificate {
    let file: String
    let key: String

    init(in folder: String) throws {
        file = folder + "/cert.pem"
        key = folder + "/key.pem"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=cora-test", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", file,
        ]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    func server() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: key, format: .pem))))
    }

    func client() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(file)
        return try NIOSSLContext(configuration: configuration)
    }
}
