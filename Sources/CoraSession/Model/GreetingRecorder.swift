package import CoraCall
import CoraRealtime
package import CoraTenant
import CoraWire
package import NIOCore
import NIOWebSocket

/// Why a greeting could not be recorded.
package enum GreetingRecordingError: Error, Sendable, CustomStringConvertible {
    /// The model's socket or session failed.
    case session(String)
    /// The model said other words than the greeting.
    case otherWords
    /// The recording took longer than 30 seconds.
    case timedOut

    /// The failure in words.
    package var description: String {
        switch self {
        case .session(let why): why
        case .otherWords: "the model said something else"
        case .timedOut: "no greeting within the time allowed"
        }
    }
}

/// Has the model say a greeting once and records it, so that callers need not wait for the model.
package enum GreetingRecorder {
    private static let patience = TimeAmount.seconds(30)

    /// Opens a session of its own for the tenant's voice, has the greeting said, and closes it.
    /// - Parameters:
    ///   - tenant: the tenant whose greeting is said, in its voice.
    ///   - dialer: dials the model.
    ///   - promise: succeeds with the recording; fails with `GreetingRecordingError`, an error of dialling, the socket
    ///     or the model. The session lives on its event loop. If it is failed from outside, the session ends.
    package static func record(
        _ tenant: Tenant, with dialer: ModelDialer, into promise: EventLoopPromise<GreetingRecording>
    ) {
        let loop = promise.futureResult.eventLoop
        let deadline = loop.scheduleTask(in: patience) { promise.fail(GreetingRecordingError.timedOut) }
        promise.futureResult.whenComplete { _ in deadline.cancel() }
        dialer.dial(tenant, on: loop) { channel in
            let handler = GreetingHandler(tenant, dialer, promise)
            try channel.pipeline.syncOperations.addHandler(handler)
            promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
            return NIOLoopBound(handler, eventLoop: channel.eventLoop)
        }.whenComplete { result in
            switch result {
            case .success(let handler): handler.value.begin()
            case .failure(let error): promise.fail(error)
            }
        }
    }
}

/// Runs a session in which the model says one greeting. Loop-bound.
private final class GreetingHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let tenant: Tenant
    private let dialer: ModelDialer
    private let promise: EventLoopPromise<GreetingRecording>
    private let leg = WebSocketLeg(isClient: true)
    private var eventIDs = EventIDs()
    private var audio = ByteBuffer()

    init(_ tenant: Tenant, _ dialer: ModelDialer, _ promise: EventLoopPromise<GreetingRecording>) {
        self.tenant = tenant
        self.dialer = dialer
        self.promise = promise
    }

    func handlerAdded(context: ChannelHandlerContext) {
        leg.attach(context)
    }

    /// Sets the session up. Called once the socket is open.
    func begin() {
        var settings = dialer.session(for: tenant, tools: [])
        // There is no caller: there are no facts of a call, and no tools.
        settings.instructions = AgentPrompt.text(
            tenant.instructions,
            AgentPrompt.Facts(
                now: nil, timeZone: tenant.timeZone, hours: tenant.businessHours, callerNumber: "", callerName: nil))
        settings.remoteServers = []
        settings.inputEncoding = .pcmu
        settings.outputEncoding = .pcmu
        settings.turnDetection = nil
        settings.transcription = nil
        let id = eventIDs.next(.sessionUpdate)
        leg.write { ClientEvent.sessionUpdate(settings, eventID: id).write(into: &$0) }
        leg.flush()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leg.detach()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: take(frame.data)
        case .ping: leg.pong(frame.data)
        case .connectionClose: context.close(promise: nil)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(GreetingRecordingError.session("the connection to the model was lost"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }

    private func take(_ message: ByteBuffer) {
        switch try? ServerEvent.decode(message) {
        case .sessionUpdated: ask()
        case .outputAudioDelta(_, let base64): append(base64)
        case .responseDone(let response): finish(response)
        case .error(let error) where error.severity != .benign: promise.fail(error)
        default: break
        }
    }

    private func ask() {
        let direction = Directions.item(for: .greeting, greeting: tenant.greeting) ?? ""
        let item = ConversationItem(.message(.system, direction))
        let itemID = eventIDs.next(.conversationItemCreate)
        let requestID = eventIDs.next(.responseCreate)
        leg.write { ClientEvent.conversationItemCreate(item, eventID: itemID).write(into: &$0) }
        leg.write { ClientEvent.responseCreate(eventID: requestID).write(into: &$0) }
        leg.flush()
    }

    private func append(_ base64: String) {
        ByteBuffer(string: base64).withUnsafeReadableBytes { _ = Base64.decode($0, into: &audio) }
    }

    private func finish(_ response: ResponseSummary) {
        guard response.status == .completed, audio.readableBytes > 0 else {
            return promise.fail(GreetingRecordingError.session(response.error?.description ?? "no audio came"))
        }
        guard SpokenWords.isSame(response.spokenText, as: tenant.greeting) else {
            return promise.fail(GreetingRecordingError.otherWords)
        }
        promise.succeed(GreetingRecording(audio: Array(audio.readableBytesView)))
    }
}

extension ResponseSummary {
    /// Everything the response said, in order.
    var spokenText: String {
        output.compactMap { item in
            if case .message(.assistant, let text) = item.kind { text } else { nil }
        }.joined(separator: " ")
    }
}

extension ModelDialer {
    /// The key under which a tenant's greeting is recorded.
    /// - Parameter text: the words of the greeting.
    package func greetingKey(for tenant: Tenant, saying text: String) -> GreetingKey {
        GreetingKey(tenant: tenant.id, text: text, voice: tenant.voice, model: model(for: tenant))
    }
}
