package import CoraCall
import CoraRealtime
package import CoraTenant
import CoraWire
package import NIOCore

/// Why a sentence could not be recorded.
package enum SentenceRecordingError: Error, Sendable, CustomStringConvertible {
    /// The model's socket or session failed.
    case session(String)
    /// The model said other words.
    case otherWords
    /// The recording took longer than 30 seconds.
    case timedOut

    /// The failure in words.
    package var description: String {
        switch self {
        case .session(let why): why
        case .otherWords: "the model said something else"
        case .timedOut: "nothing was said within the time allowed"
        }
    }
}

/// Has the model say a sentence once and records it, so that callers need not wait for the model.
package enum SentenceRecorder {
    private static let patience = TimeAmount.seconds(30)

    /// Opens a session of its own for the tenant's voice and language, has the sentence said, and closes it.
    /// - Parameters:
    ///   - text: the words of the sentence.
    ///   - tenant: the tenant whose sentence it is.
    ///   - dialer: dials the model.
    ///   - promise: succeeds with the recording; fails with `SentenceRecordingError`, an error of dialling, the socket
    ///     or the model. The session lives on its event loop. If it is failed from outside, the session ends.
    package static func record(
        _ text: String, for tenant: Tenant, with dialer: ModelDialer, into promise: EventLoopPromise<Recording>
    ) {
        let loop = promise.futureResult.eventLoop
        let deadline = loop.scheduleTask(in: patience) { promise.fail(SentenceRecordingError.timedOut) }
        promise.futureResult.whenComplete { _ in deadline.cancel() }
        dialer.dial(tenant, on: loop) { channel in
            let session = SentenceSession(text, tenant, dialer, promise)
            try channel.pipeline.syncOperations.addHandler(
                MediaSocketHandler(session.socket, session, longestMessage: dialer.longestMessage))
            promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
            return NIOLoopBound(session, eventLoop: channel.eventLoop)
        }.whenComplete { result in
            switch result {
            case .success(let session): session.value.begin()
            case .failure(let error): promise.fail(error)
            }
        }
    }
}

/// Runs a session in which the model says one sentence. Loop-bound.
private final class SentenceSession: SocketListener {
    let socket = MediaSocket(isClient: true)
    private let text: String
    private let tenant: Tenant
    private let dialer: ModelDialer
    private let promise: EventLoopPromise<Recording>
    private var eventIDs = EventIDs()
    private var audio = ByteBuffer()

    init(_ text: String, _ tenant: Tenant, _ dialer: ModelDialer, _ promise: EventLoopPromise<Recording>) {
        self.text = text
        self.tenant = tenant
        self.dialer = dialer
        self.promise = promise
    }

    /// Sets the session up. Called once the socket is open.
    func begin() {
        var settings = dialer.session(for: tenant, tools: [])
        // There is no caller: there are no facts of a call, and no tools.
        settings.instructions = AgentPrompt.text(
            tenant.instructions,
            AgentPrompt.Facts(
                now: nil, timeZone: tenant.timeZone, hours: tenant.businessHours, caller: .withheld, callerName: nil))
        settings.remoteServers = []
        settings.inputEncoding = .pcmu
        settings.outputEncoding = .pcmu
        settings.turnDetection = nil
        settings.transcription = nil
        let id = eventIDs.next(.sessionUpdate)
        socket.write { ClientEvent.sessionUpdate(settings, eventID: id).write(into: &$0) }
        socket.flush()
    }

    func frameArrived() {}

    func bytesArrived(_ message: UnsafeRawBufferPointer) {}

    func peerCloses(_ payload: UnsafeRawBufferPointer) {}

    func readEnded() {}

    func socketIsGone() {
        promise.fail(SentenceRecordingError.session("the connection to the model was lost"))
    }

    func socketFailed(_ error: any Error) {
        if let fault = error as? FrameFault { socket.tellEnd(fault.closeCode) }
        promise.fail(error)
        socket.closeNow()
    }

    func textArrived(_ message: UnsafeRawBufferPointer) {
        switch try? ServerEvent.decode(message) {
        case .sessionUpdated: ask()
        case .outputAudioDelta(_, let base64): append(base64)
        case .responseDone(let response): finish(response)
        case .error(let error) where error.severity != .benign: promise.fail(error)
        default: break
        }
    }

    private func ask() {
        let item = ConversationItem(.message(.system, Directions.verbatim(text)))
        let itemID = eventIDs.next(.conversationItemCreate)
        let requestID = eventIDs.next(.responseCreate)
        socket.write { ClientEvent.conversationItemCreate(item, eventID: itemID).write(into: &$0) }
        socket.write { ClientEvent.responseCreate(eventID: requestID).write(into: &$0) }
        socket.flush()
    }

    private func append(_ base64: String) {
        ByteBuffer(string: base64).withUnsafeReadableBytes { _ = Base64.decode($0, into: &audio) }
    }

    private func finish(_ response: ResponseSummary) {
        guard response.status == .completed, audio.readableBytes > 0 else {
            return promise.fail(SentenceRecordingError.session(response.error?.description ?? "no audio came"))
        }
        guard SpokenWords.isSame(response.spokenText, as: text) else {
            return promise.fail(SentenceRecordingError.otherWords)
        }
        promise.succeed(Recording(audio: Array(audio.readableBytesView)))
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
    /// The key under which a sentence of a tenant's is recorded.
    /// - Parameter text: the words of the sentence.
    package func recordingKey(for tenant: Tenant, saying text: String) -> RecordingKey {
        RecordingKey(text: text, voice: tenant.voice, model: model(for: tenant))
    }

    /// The key under which a sentence for a call is recorded: by the tenant's own model, also if the call has another.
    func recordingKey(for ticket: CallTicket, saying text: String) -> RecordingKey {
        RecordingKey(text: text, voice: ticket.tenant.voice, model: ticket.ownModel ?? defaultModel)
    }
}
