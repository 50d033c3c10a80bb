import CoraAudio
import CoraSpeech
import CoraTwilio
import Foundation
import NIOCore

/// One scripted call from a simulated Twilio: posts the voice webhook, runs the TwiML, speaks the Media Streams
/// protocol in real time, asks the `action` URL afterwards, and reports what the caller heard and when.
///
/// Many calls may run at once, on shared loops.
package struct FakeCall: Sendable {
    /// How many documents one call may fetch before it counts as a loop.
    static let documentLimit = 20

    let configuration: FakeCallConfiguration
    let address: PublicAddress
    private let webhook: TwilioWebhookClient
    let line: NIOLoopBoundBox<CallLine>
    let fields: CallFields
    private let running: RunningCall

    /// Places the call and returns when it is over.
    ///
    /// - Throws: ``FakeCallError`` when it cannot be placed: a URL is malformed, or a line of the caller's has not been
    ///   rendered. What the server does wrong is not thrown but reported.
    package static func run(_ configuration: FakeCallConfiguration) async throws(FakeCallError) -> FakeCallReport {
        let call = try FakeCall(configuration)
        configuration.registry?.began(call.running)
        let ending = await call.runTwiML()
        call.running.ended(ending.status)
        configuration.registry?.ended(call.running.sid)
        await call.postStatus(ending)
        let record = await call.onLoop { $0.callEnded(ending) }
        return FakeCallReport(scenario: configuration.scenario, callSid: call.fields.callSid, record: record)
    }

    private init(_ configuration: FakeCallConfiguration) throws(FakeCallError) {
        self.configuration = configuration
        address = try PublicAddress(publicURL: configuration.publicURL, webhookURL: configuration.webhookURL)
        webhook = TwilioWebhookClient(
            client: configuration.httpClient, authToken: configuration.authToken, address: address)
        fields = CallFields(
            accountSid: configuration.accountSid, callSid: Self.sid("CA"), call: configuration.scenario.call)
        running = RunningCall(fields)
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

    /// What the call runs next.
    private enum Part: Sendable {
        /// The document at a URL, requested with these fields besides the call's own.
        case fetch(TwiMLDocument.Callback, FormBody)
        /// A document that came through the REST API. It has no URL of its own: those in it must be absolute.
        case document(String)
    }

    /// How the run of a document ended.
    private enum Outcome: Sendable {
        case over(CallEnding)
        case next(Part)
        /// An update abandoned the document. The `action` of the verb in progress is still asked, if one is given here.
        case abandoned(asking: TwiMLDocument.Callback?, FormBody)
    }

    private func runTwiML() async -> CallEnding {
        var part = Part.fetch(TwiMLDocument.Callback(url: address.webhook, method: "POST"), FormBody())
        for number in 0..<Self.documentLimit {
            let outcome = await running.abandonable { [part] in await run(part, isFirst: number == 0) }
            if case .over(let ending) = outcome { return ending }
            if let update = running.takeUpdate() {
                if case .abandoned(let action?, let extra) = outcome { await askInVain(action, extra) }
                guard let next = await moved(by: update) else { return .agentHungUp }
                part = next
            } else if case .next(let next) = outcome {
                part = next
            } else {
                return .failed("given up")
            }
        }
        return .failed("more than \(Self.documentLimit) documents")
    }

    private func run(_ part: Part, isFirst: Bool) async -> Outcome {
        var url = ""
        let document: TwiMLDocument
        do throws(Violation) {
            switch part {
            case .fetch(let request, let extra):
                url = request.url
                let form = fields.voice(status: isFirst ? "ringing" : "in-progress")
                document = try TwiMLDocument(try await fetch(request, form: FormBody(form.fields + extra.fields)))
            case .document(let text): document = try TwiMLDocument(text)
            }
        } catch {
            if Task.isCancelled { return .abandoned(asking: nil, FormBody()) }
            await onLoop { $0.violated(error) }
            return .over(.failed("no TwiML: \(error)"))
        }
        return await run(document, from: url)
    }

    private func run(_ document: TwiMLDocument, from url: String) async -> Outcome {
        var interpreter = TwiMLInterpreter(document)
        var extra = FormBody()
        var instruction = interpreter.next()
        if case .reject = instruction {} else { running.answered() }
        while true {
            var action: TwiMLDocument.Callback?
            switch instruction {
            case .openStream(let connect):
                let end = await stream(connect, from: url)
                if end == .callerHungUp { return .over(.callerHungUp) }
                if configuration.alsoAsksAction { action = connect.action }
                instruction = interpreter.streamEnded()
            case .say(let text):
                await onLoop { $0.note(.announced(text)) }
                instruction = interpreter.next()
            case .wait(let seconds):
                await wait(.seconds(min(max(seconds, 0), 60)))
                instruction = interpreter.next()
            case .dial(let dial):
                let result = await run(dial, from: url)
                extra = result.extra
                action = dial.action
                if result.callerLeft {
                    if let action { await askInVain(absolute(action, in: url), extra, status: "completed") }
                    return .over(.callerHungUp)
                }
                instruction = interpreter.dialEnded()
            case .gather(let gather):
                await run(gather)
                instruction = interpreter.gathered("")
            case .fetch(let callback): return .next(.fetch(absolute(callback, in: url), extra))
            case .hangUp, .join: return .over(.agentHungUp)
            case .reject(let reason): return .over(.rejected(reason: reason))
            }
            if Task.isCancelled { return .abandoned(asking: action.map { absolute($0, in: url) }, extra) }
        }
    }

    // MARK: Moves

    /// Notes an update of the call.
    ///
    /// - Returns: what runs now; nil when the call is to end.
    private func moved(by update: CallUpdate) async -> Part? {
        await onLoop { $0.moved(by: update) }
        switch update {
        case .document(let text): return .document(text)
        case .fetch(let callback): return .fetch(callback, FormBody())
        case .hangUp, .cancel: return nil
        }
    }

    /// Asks the `action` of a verb that did not end by itself, and discards the answer. Twilio does so when an update
    /// interrupts a `<Dial>`, and perhaps when it interrupts a `<Connect>`.
    ///
    /// It also asks a `<Dial action>` when the caller hangs up meanwhile; the call's status is `completed` then.
    private func askInVain(
        _ action: TwiMLDocument.Callback, _ extra: FormBody, status: String = "in-progress"
    ) async {
        do throws(Violation) {
            let form = FormBody(fields.voice(status: status).fields + extra.fields)
            let answer = try await webhook.fetch(action.url, method: action.method, form: form)
            await onLoop { $0.note(.discarded(answer.text, path: Self.path(of: action.url))) }
        } catch {
            await onLoop { $0.violated(error) }
        }
    }

    /// Says the prompts of a `<Gather>` and waits. The caller presses no key here: the script plays only while a stream
    /// is open.
    private func run(_ gather: TwiMLDocument.Gather) async {
        for prompt in gather.prompts {
            switch prompt {
            case .say(let text): await onLoop { $0.note(.announced(text)) }
            case .pause(let seconds): await wait(.seconds(seconds))
            }
        }
        await wait(.seconds(gather.timeoutSeconds))
    }

    /// Fetches a document and notes it.
    ///
    /// - Throws: ``Violation`` with the code Twilio would log.
    func fetch(_ request: TwiMLDocument.Callback, form: FormBody) async throws(Violation) -> String {
        let answer = try await webhook.fetch(request.url, method: request.method, form: form)
        let path = Self.path(of: request.url)
        await onLoop { line in
            line.record.documents.append(FakeCallReport.Document(path: path, text: answer.text, took: answer.took))
            line.script.fetched(answer.text)
            line.note(.twiml(answer.text, path: path, took: answer.took))
        }
        return answer.text
    }

    /// Posts the number's status callback, of which only the final event is sent (Twilio, "Call resource",
    /// StatusCallback).
    private func postStatus(_ ending: CallEnding) async {
        guard let url = configuration.statusCallbackURL else { return }
        let seconds = await onLoop { max(0, Int($0.now.inMilliseconds / 1_000)) }
        do throws(Violation) {
            try await webhook.notify(
                address.absolute(url, in: address.webhook),
                form: fields.ended(status: ending.status.rawValue, seconds: seconds))
        } catch {
            await onLoop { $0.violated(error) }
        }
    }

    // MARK: -

    private func absolute(_ callback: TwiMLDocument.Callback, in url: String) -> TwiMLDocument.Callback {
        TwiMLDocument.Callback(url: address.absolute(callback.url, in: url), method: callback.method)
    }

    private static func path(of url: String) -> String {
        URLComponents(string: url)?.path ?? url
    }

    /// Runs a function with the line, on the line's event loop.
    func onLoop<Value: Sendable>(_ body: @escaping @Sendable (CallLine) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            configuration.eventLoop.execute { [line] in continuation.resume(returning: body(line.value)) }
        }
    }

    /// Waits that long; returns at once when the task is cancelled.
    func wait(_ time: Duration) async {
        try? await Task.sleep(for: time)
    }

    /// A new random SID.
    static func sid(_ prefix: String) -> String {
        let digits = Array("0123456789abcdef")
        return prefix + String((0..<32).map { _ in digits[Int.random(in: 0..<16)] })
    }
}
