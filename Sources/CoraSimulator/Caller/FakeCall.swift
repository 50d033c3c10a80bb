import CoraAudio
import CoraSession
import CoraTwilio
import Foundation
import NIOCore
import NIOHTTP1

/// One scripted call from a Twilio that is not there: posts the voice webhook, runs the TwiML, speaks the Media Streams
/// protocol in real time, asks the `action` URL afterwards, and reports what the caller heard and when.
///
/// Many calls may run at once, on shared loops.
package struct FakeCall: Sendable {
    /// Documents one call may fetch before it is taken for a loop.
    private static let documentLimit = 20

    private let configuration: FakeCallConfiguration
    private let address: PublicAddress
    private let webhook: TwilioWebhookClient
    private let line: NIOLoopBoundBox<CallLine>
    private let callSid: String

    /// Places the call and returns when it is over.
    /// - Throws: ``FakeCallError`` when it cannot be placed: a URL is malformed, or a line of the caller's has not been
    ///   rendered. Whatever the server does wrong is in the report.
    package static func run(_ configuration: FakeCallConfiguration) async throws(FakeCallError) -> CallReport {
        let call = try FakeCall(configuration)
        let ending = await call.runTwiML()
        await call.postStatus(ending)
        let record = await call.onLoop { $0.callEnded(ending) }
        return CallReport(scenario: configuration.scenario, callSid: call.callSid, record: record)
    }

    private init(_ configuration: FakeCallConfiguration) throws(FakeCallError) {
        self.configuration = configuration
        address = try PublicAddress(publicURL: configuration.publicURL, webhookURL: configuration.webhookURL)
        webhook = TwilioWebhookClient(
            client: configuration.httpClient, authToken: configuration.authToken, address: address)
        callSid = Self.sid("CA")
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
        var fields = FormBody()
        for number in 0..<Self.documentLimit {
            let document: TwiMLDocument
            do throws(Violation) {
                let isFirst = number == 0
                document = try await fetch(request, status: isFirst ? "ringing" : "in-progress", extra: fields)
            } catch {
                await onLoop { $0.violated(error) }
                return .failed("no TwiML: \(error)")
            }
            let outcome = await run(document, from: request.url)
            switch outcome {
            case .over(let ending): return ending
            case .fetch(let callback, let extra):
                let url = address.absolute(callback.url, in: request.url)
                request = TwiMLDocument.Callback(url: url, method: callback.method)
                fields = extra
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
                await wait(.seconds(Int64(min(max(seconds, 0), 60))))
                instruction = interpreter.next()
            case .dial(let dial):
                extra = await run(dial)
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
            case .pause(let seconds): await wait(.seconds(Int64(seconds)))
            }
        }
        await wait(.seconds(Int64(gather.timeoutSeconds)))
    }

    private func run(_ dial: TwiMLDocument.Dial) async -> FormBody {
        let outcome = configuration.scenario.dial
        await wait(.milliseconds(Int64(outcome.afterMilliseconds)))
        await onLoop { line in
            for number in dial.numbers { line.note(.dialled(number.number, status: outcome.status)) }
        }
        return FormBody([
            .init("DialCallSid", Self.sid("CA")), .init("DialCallStatus", outcome.status),
            .init("DialBridged", outcome.isBridged ? "true" : "false"),
        ])
    }

    private func fetch(
        _ request: TwiMLDocument.Callback, status: String, extra: FormBody
    ) async throws(Violation) -> TwiMLDocument {
        let form = FormBody(self.form(status: status).fields + extra.fields)
        let answer = try await webhook.fetch(request.url, method: request.method, form: form)
        let path = URLComponents(string: request.url)?.path ?? request.url
        await onLoop { line in
            line.record.documents.append(CallReport.Document(path: path, text: answer.text, took: answer.took))
            line.script.fetched(answer.text)
            line.note(.twiml(answer.text, path: path, took: answer.took))
        }
        return try TwiMLDocument(answer.text)
    }

    // MARK: The media stream

    private func stream(_ connect: TwiMLDocument.Connect, from url: String) async -> StreamEnd {
        let url = address.absolute(connect.url, in: url)
        let started = ContinuousClock.now
        do {
            let target = try socketAddress(url)
            let signature = RequestSignature.sign(url: url, key: configuration.authToken)
            let headers: HTTPHeaders = ["User-Agent": "Twilio.TmeWs/1.0", "X-Twilio-Signature": signature]
            let start = StreamStart(
                streamSid: Self.sid("MZ"), callSid: callSid, accountSid: configuration.accountSid,
                customParameters: connect.parameters)
            let ended = configuration.eventLoop.makePromise(of: StreamEnd.self)
            let line = line
            let firstTimestamp = configuration.firstTimestamp
            let opened = WebSocketClient.connect(
                to: target, headers: headers, on: configuration.eventLoop, tls: configuration.tls,
                maxFrameSize: 1 << 20, timeout: .seconds(5)
            ) { channel in
                line.value.note(.streamOpened(took: ContinuousClock.now - started))
                let leg = MediaStreamLeg(
                    line: line.value, start: start, firstTimestamp: firstTimestamp, ended: ended)
                try channel.pipeline.syncOperations.addHandler(leg)
            }
            opened.whenFailure { ended.fail($0) }
            return try await ended.futureResult.get()
        } catch {
            let violation = error as? Violation ?? Violation(code: 31_920, problem: "\(url): \(error)")
            await onLoop { $0.violated(violation) }
            return .serverClosed
        }
    }

    /// - Throws: ``Violation`` for a URL Twilio would not dial.
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

    // MARK: Forms

    private func form(status: String) -> FormBody {
        let call = configuration.scenario.call
        var form = FormBody([
            .init("AccountSid", configuration.accountSid), .init("ApiVersion", "2010-04-01"),
            .init("CallSid", callSid), .init("CallStatus", status), .init("Called", call.to),
            .init("Caller", call.from), .init("CallerCity", ""), .init("CallerCountry", "US"),
            .init("Direction", "inbound"), .init("From", call.from), .init("FromCity", ""),
            .init("StirVerstat", "TN-Validation-Passed-A"), .init("To", call.to), .init("ToZip", ""),
        ])
        if let name = call.name { form.fields.append(.init("CallerName", name)) }
        return form
    }

    /// The number's status callback: only the final event (Twilio, "Call resource", StatusCallback).
    private func postStatus(_ ending: CallEnding) async {
        guard let url = configuration.statusCallbackURL else { return }
        let status = if case .rejected = ending { "busy" } else { "completed" }
        let seconds = await onLoop { max(0, Int($0.now.inMilliseconds / 1_000)) }
        var form = form(status: status)
        form.fields += [
            .init("CallDuration", "\(seconds)"), .init("Duration", "\((seconds + 59) / 60)"),
            .init("CallbackSource", "call-progress-events"), .init("SequenceNumber", "0"),
        ]
        do throws(Violation) {
            try await webhook.notify(address.absolute(url, in: address.webhook), form: form)
        } catch {
            await onLoop { $0.violated(error) }
        }
    }

    // MARK: -

    private func onLoop<Value: Sendable>(_ body: @escaping @Sendable (CallLine) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            configuration.eventLoop.execute { [line] in continuation.resume(returning: body(line.value)) }
        }
    }

    private func wait(_ time: TimeAmount) async {
        await withCheckedContinuation { continuation in
            configuration.eventLoop.scheduleTask(in: time) { continuation.resume() }
        }
    }

    private static func sid(_ prefix: String) -> String {
        let digits = Array("0123456789abcdef")
        return prefix + String((0..<32).map { _ in digits[Int.random(in: 0..<16)] })
    }
}
