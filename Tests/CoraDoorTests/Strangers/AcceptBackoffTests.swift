import CoraSupervisor
import Foundation
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import CoraDoor

struct AcceptBackoffTests {
    /// Counts what reaches the socket's own end of the pipeline.
    private final class Reads: ChannelOutboundHandler {
        typealias OutboundIn = Never
        var count = 0

        func read(context: ChannelHandlerContext) {
            count += 1
        }
    }

    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func listener(_ doorkeeper: Doorkeeper) throws -> (EmbeddedChannel, Reads) {
        let reads = Reads()
        let channel = EmbeddedChannel(handlers: [reads, AcceptBackoff(doorkeeper, logger: quiet)])
        return (channel, reads)
    }

    private func error(_ code: CInt) -> IOError { IOError(errnoCode: code, reason: "accept") }

    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM])
    func `with nothing left to accept with, the socket stays and waits before it accepts again`(code: CInt) throws {
        let doorkeeper = Doorkeeper(.init(all: 10, perPeer: 10))
        let (channel, reads) = try listener(doorkeeper)
        channel.pipeline.fireErrorCaught(error(code))
        try channel.throwIfErrorCaught()
        let before = reads.count
        channel.read()
        channel.read()
        #expect(reads.count == before)
        channel.embeddedEventLoop.advanceTime(by: AcceptBackoff.pause)
        #expect(reads.count == before + 1)
        channel.read()
        #expect(reads.count == before + 2)
        #expect(doorkeeper.stats.acceptFailures == 1)
    }

    @Test func `the strangers that were silent for the longest make room`() throws {
        let doorkeeper = Doorkeeper(.init(all: 100, perPeer: 100))
        let strangers = try (0..<20).map { _ in
            let channel = EmbeddedChannel()
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
            doorkeeper.arrived(channel)
            return channel
        }
        let (channel, _) = try listener(doorkeeper)
        channel.pipeline.fireErrorCaught(error(EMFILE))
        for stranger in strangers { stranger.embeddedEventLoop.run() }
        #expect(strangers.map(\.isActive) == (0..<20).map { $0 >= 16 })
    }

    @Test func `a client that is gone before it is accepted is none of the socket's business`() throws {
        let doorkeeper = Doorkeeper(.init(all: 10, perPeer: 10))
        let (channel, reads) = try listener(doorkeeper)
        channel.pipeline.fireErrorCaught(error(ECONNABORTED))
        try channel.throwIfErrorCaught()
        let before = reads.count
        channel.read()
        #expect(reads.count == before + 1)
        #expect(doorkeeper.stats.acceptFailures == 0)
    }

    @Test func `connections that are lost one after another are not tried without end`() throws {
        let (channel, reads) = try listener(Doorkeeper(.init(all: 10, perPeer: 10)))
        for _ in 1..<AcceptBackoff.mostLost { channel.pipeline.fireErrorCaught(error(ECONNABORTED)) }
        // One that is accepted between them shows that others can be.
        channel.pipeline.fireChannelRead(EmbeddedChannel())
        channel.pipeline.fireErrorCaught(error(ECONNABORTED))
        let before = reads.count
        channel.read()
        #expect(reads.count == before + 1)
        for _ in 1..<AcceptBackoff.mostLost { channel.pipeline.fireErrorCaught(error(ECONNABORTED)) }
        channel.read()
        #expect(reads.count == before + 1)
        channel.embeddedEventLoop.advanceTime(by: AcceptBackoff.pause)
        #expect(reads.count == before + 2)
        try channel.throwIfErrorCaught()
    }

    @Test func `an error that the socket does not survive is passed on`() throws {
        let (channel, _) = try listener(Doorkeeper(.init(all: 10, perPeer: 10)))
        channel.pipeline.fireErrorCaught(error(EBADF))
        #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
        channel.pipeline.fireErrorCaught(ChannelError.inappropriateOperationForState)
        #expect(throws: ChannelError.self) { try channel.throwIfErrorCaught() }
    }
}
