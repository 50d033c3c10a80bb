import CoraAudio
import CoraTwilio
import Foundation
import NIOCore

/// One scripted call from a Twilio that is not there: posts the voice webhook, runs the TwiML, speaks the Media Streams
/// protocol in real time, asks the `action` URL afterwards, and reports what the caller heard and when.
///
/// Many calls may run at once, on shared loops.
package struct FakeCall: Sendable {
    /// Documents one call may fetch before it is taken for a loop.
    static let documentLimit = 20

    let configuration: FakeCallConfiguration
    let address: PublicAddress
    private let webhook: TwilioWebhookClient
    let line: NIOLoopBoundBox<CallLine>
    let fields: CallFields

    /// Places the call and returns when it is over.
    /// - Throws: ``FakeCallError`` when it cannot be placed: a URL is malformed, or a line of the caller's has not been
    ///   rendered. Whatever the server does wrong is in the report.
    package static func run(_ configuration: FakeCallConfiguration) async throws(FakeCallError) -> CallReport {
        let call = try FakeCall(configuration)
        let ending = await call.runTwiML()
        await call.postStatus(ending)
        let record = await call.onLoop { $0.callEnded(ending) }
        return CallReport(scenario: configuration.scenario, callSid: call.fields.callSid, record: record)
    }

    private init(_ configuration: FakeCallConfiguration) throws(FakeCallError) {
        self.configuration = configuration
        address = try PublicAddress(publicURL: configuration.publicURL, webhookURL: configuration.webhookURL)
        webhook = TwilioWebhookClient(
            client: configuration.httpClient, authToken: configuration.authToken, address: address)
        fields = CallFields(
            accountSid: configuration.accountSid, callSid: Self.sid("CA"), call: configuration.scenario.call)
        var speech: [String: [UInt8]] = [:]
        for text in configuration.scenario.caller.compactMap(\.spokenText) {
            let spoken = SpeechLine(voice: configuration.scenario.voices.caller, text: text)
            guard let samples = configuration.speech.samples(spoken, at: .narrowband) else {
                throw FakeCallError("the caller's line has not been rendered: \(text)")
            }
            speech[text] = samples.map(G711.encode)
        }
        line = NIOLoopBoundBox.makeBoxSendingValue(
            CallLine(configuration, speech: speech), eventLoop: configuration.eventLoop)
    }

    // MARK: TwiML

    private func runTwiML() async -> CallEnding {
        var request = TwiMLDocument.Callback(url: address.webhook, method: "POST")
        var extra = FormBody()
        for number in 0..<Self.documentLimit {
            let document: TwiMLDocument
            do throws(Violation) {
                let isFirst = number == 0
                let form = fields.voice(status: isFirst ? "ringing" : "in-progress")
                document = try TwiMLDocument(
                    try await fetch(request, form: FormBody(form.fields + extra.fields)))
            } catch {
                await onLoop { $0.violated(error) }
                return .failed("no TwiML: \(error)")
            }
            let outcome = await run(document, from: request.url)
            switch outcome {
            case .over(let ending): return ending
            case .fetch(let callback, let more):
                let url = address.absolute(callback.url, in: request.url)
                request = TwiMLDocument.Callback(url: url, method: callback.method)
                extra = more
            }
        }
        return .failed("more than \(Self.documentLimit) documents")
    }

    private enum Outcome {
        case over(CallEnding)
        case fetch(TwiMLDocument.Callback, FormBody)
    }

    private func run(_ document: TwiMLDocument, from url: String) async -> Outcome {
        var interpreter = TwiMLInterpreter(document)
        var extra = FormBody()
        var instruction = interpreter.next()
        while true {
            switch instruction {
            case .openStream(let connect):
                if await stream(connect, from: url) == .callerHungUp { return .over(.callerHungUp) }
                instruction = interpreter.streamEnded()
            case .say(let text):
                await onLoop { $0.note(.announced(text)) }
                instruction = interpreter.next()
            case .wait(let seconds):
                await wait(.seconds(min(max(seconds, 0), 60)))
                instruction = interpreter.next()
            case .dial(let dial):
                extra = await run(dial, from: url)
                instruction = interpreter.dialEnded()
            case .gather(let gather):
                await run(gather)
                instruction = interpreter.gathered("")
            case .fetch(let callback): return .fetch(callback, extra)
            case .hangUp, .join: return .over(.agentHungUp)
            case .reject(let reason): return .over(.rejected(reason: reason))
            }
        }
    }

    /// The scripted caller presses keys while a stream is open, and none here.
    private func run(_ gather: TwiMLDocument.Gather) async {
        for prompt in gather.prompts {
            switch prompt {
            case .say(let text): await onLoop { $0.note(.announced(text)) }
            case .pause(let seconds): await wait(.seconds(seconds))
            }
        }
        await wait(.seconds(gather.timeoutSeconds))
    }

    /// Asks for a document and notes what came.
    /// - Throws: ``Violation`` with the code Twilio would log.
    func fetch(_ request: TwiMLDocument.Callback, form: FormBody) async throws(Violation) -> String {
        let answer = try await webhook.fetch(request.url, method: request.method, form: form)
        let path = URLComponents(string: request.url)?.path ?? request.url
        await onLoop { line in
            line.record.documents.append(CallReport.Document(path: path, text: answer.text, took: answer.took))
            line.script.fetched(answer.text)
            line.note(.twiml(answer.text, path: path, took: answer.took))
        }
        return answer.text
    }

    /// The number's status callback: only the final event (Twilio, "Call resource", StatusCallback).
    private func postStatus(_ ending: CallEnding) async {
        guard let url = configuration.statusCallbackURL else { return }
        let status = if case .rejected = ending { "busy" } else { "completed" }
        let seconds = await onLoop { max(0, Int($0.now.inMilliseconds / 1_000)) }
        do throws(Violation) {
            try await webhook.notify(
                address.absolute(url, in: address.webhook), form: fields.ended(status: status, seconds: seconds))
        } catch {
            await onLoop { $0.violated(error) }
        }
    }

    // MARK: -

    /// Does something with the line, on its loop.
    func onLoop<Value: Sendable>(_ body: @escaping @Sendable (CallLine) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            configuration.eventLoop.execute { [line] in continuation.resume(returning: body(line.value)) }
        }
    }

    /// Waits; not at all in a task that is cancelled.
    func wait(_ time: Duration) async {
        try? await Task.sleep(for: time)
    }

    /// A SID that nothing else has.
    static func sid(_ prefix: String) -> String {
        let digits = Array("0123456789abcdef")
        return prefix + String((0..<32).map { _ in digits[Int.random(in: 0..<16)] })
    }
}
