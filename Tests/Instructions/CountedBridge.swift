import BenchProbes
import CoraRelay
import CoraTenant
import Foundation
import NIOCore
import NIOPosix

/// What is counted: a call, or the relay that its cost is held against. It is a process of its own, for its whole process
/// is counted.
enum CountedBridge: String, CaseIterable {
    /// The rooms of a call, between real sockets and without a server around them.
    case call
    /// `cora relay`'s.
    case relay

    /// In words.
    var title: String {
        switch self {
        case .call: "a call's rooms"
        case .relay: "cora relay"
        }
    }

    /// Takes one call, and ends when its standard input does. Says where it listens.
    /// - Parameter modelPort: where the model is, on the loopback address.
    /// - Throws: what listening throws.
    func serve(modelPort: Int) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await listen(modelPort: modelPort, on: group.next())
        print("listening at \(listener.localAddress?.port ?? 0)")
        fflush(nil)
        // Nothing else is to be done on this thread.
        while readLine() != nil {}
        try await listener.close()
        try await group.shutdownGracefully()
    }

    private func listen(modelPort: Int, on loop: any EventLoop) async throws -> any Channel {
        switch self {
        case .call:
            return try await CallUnderTest(modelPort: modelPort, encoding: .pcmu, on: loop).listen(on: loop)
        case .relay:
            guard let model = RelayModel("http://127.0.0.1:\(modelPort)/v1", key: "sk-bench") else {
                throw InstructionCount.Refused(description: "\(modelPort) is no port")
            }
            return try await RelayServer.listen(port: 0, model: model, on: loop)
        }
    }
}
