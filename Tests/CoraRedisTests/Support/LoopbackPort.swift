import NIOCore
import NIOPosix

/// Ports of 127.0.0.1.
enum LoopbackPort {
    /// A port that was free a moment ago.
    static func free() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port
        try await channel.close().get()
        guard let port else { throw ServerProcess.Failed(description: "no port") }
        return port
    }

    /// Whether something listens on a port.
    static func isListening(_ port: Int) async -> Bool {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        guard let channel = try? await bootstrap.connect(host: "127.0.0.1", port: port).get() else { return false }
        try? await channel.close().get()
        return true
    }
}
