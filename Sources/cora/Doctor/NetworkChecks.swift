import AsyncHTTPClient
import CoraCall
import CoraConsole
import CoraRealtime
import CoraServer
import CoraSession
import CoraSettings
import CoraTenant
import CoraTwilio
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Checks the settings against other machines: the model's API, Twilio's, the public address, the database.
struct NetworkChecks: Sendable {
    /// One check.
    struct Check: Sendable {
        let name: String
        /// What to do if the check does not end in time.
        let whenLate: String
        let work: @Sendable () async -> [Finding]
    }

    private struct ModelList: Decodable {
        struct Model: Decodable {
            var id: String
        }
        var data: [Model]
    }

    /// How long each step may take.
    private static let patience = TimeAmount.seconds(6)

    let settings: Settings

    func all() -> [Check] {
        [
            Check(name: "models", whenLate: "") { models() },
            Check(name: "OpenAI key", whenLate: "let this machine reach OPENAI_BASE_URL") { [await key()] },
            Check(name: "model socket", whenLate: "let this machine reach OPENAI_BASE_URL") { [await modelSocket()] },
            Check(name: "Twilio account", whenLate: "let this machine reach TWILIO_API_URL") { await twilio() },
            Check(name: "public address", whenLate: "see that PUBLIC_URL's name is in the DNS and its port is open") {
                await publicAddress()
            },
            Check(name: "signatures", whenLate: "see that PUBLIC_URL's name is in the DNS and its port is open") {
                [await signatures()]
            },
            Check(name: "media socket", whenLate: "see that PUBLIC_URL's name is in the DNS and its port is open") {
                [await mediaSocket()]
            },
            Check(
                name: "database", whenLate: "see that the server of DATABASE_URL runs, and that its name is in the DNS"
            ) { await database() },
            Check(name: "clock", whenLate: "timedatectl set-ntp true") { [await clock()] },
        ]
    }

    // MARK: The model

    private func models() -> [Finding] {
        var check = ModelCheck(today: CivilDay(unixSeconds: Int(Date().timeIntervalSince1970)))
        _ = check.resolve(settings.openAI.model, for: .speech, setting: "OPENAI_MODEL")
        _ = check.resolve(settings.openAI.premiumModel, for: .speech, setting: "OPENAI_PREMIUM_MODEL")
        _ = check.resolve(
            settings.openAI.transcriptionModel, for: .transcription, setting: "OPENAI_TRANSCRIPTION_MODEL")
        let findings: [Finding] =
            check.problems.map { .fail("models", $0, fix: "name a model that is served today") }
            + check.warnings.map { .warn("models", $0, fix: "name the newer one yourself") }
        return findings.isEmpty
            ? [
                .ok(
                    "models",
                    "\(settings.openAI.model), \(settings.openAI.premiumModel), \(settings.openAI.transcriptionModel)")
            ] : findings
    }

    private func key() async -> Finding {
        let address = settings.openAI.baseURL
        let answer = await get(
            address.appending("/models"), headers: ["Authorization": "Bearer \(settings.openAI.apiKey.revealed)"],
            caFile: settings.openAI.caFile)
        switch answer {
        case .failure(let why):
            return .fail(
                "OpenAI key", "\(address.text) cannot be reached: \(why)",
                fix: "let this machine out to it, or set OPENAI_BASE_URL")
        case .success(let answer):
            let listed = (try? JSONDecoder().decode(ModelList.self, from: Data(answer.body.utf8)))?.data.map(\.id)
            let wanted = [settings.openAI.model, settings.openAI.premiumModel, settings.openAI.transcriptionModel]
            return Verdicts.key(status: answer.status, listed: listed, wanted: wanted, at: address.text)
        }
    }

    private func modelSocket() async -> Finding {
        let check = "model socket"
        do {
            let began = ContinuousClock.now
            let dialer = ModelDialer(
                baseURL: settings.openAI.baseURL.text, apiKey: settings.openAI.apiKey.revealed,
                defaultModel: settings.openAI.model,
                defaultTranscription: settings.openAI.transcriptionModel,
                tls: settings.openAI.baseURL.isEncrypted
                    ? try NIOSSLContext(configuration: Self.trust(settings.openAI.caFile)) : nil,
                timeout: Self.patience)
            let channel = try await dialer.dial(
                model: settings.openAI.model, on: MultiThreadedEventLoopGroup.singleton.next()
            ) { $0 }.get()
            channel.close(promise: nil)
            let took = (ContinuousClock.now - began).components
            return .ok(
                check,
                "opens for \(settings.openAI.model) in \(took.seconds * 1000 + took.attoseconds / 1_000_000_000_000_000) ms"
            )
        } catch WebSocketDialError.refused(status: 401?) {
            return .fail(check, "the key is refused (HTTP 401)", fix: "set OPENAI_API_KEY to a key that is valid")
        } catch {
            return .fail(
                check, "does not open for \(settings.openAI.model): \(Self.words(error))",
                fix: "see that the account has Realtime, and that no proxy breaks websockets on the way out")
        }
    }

    // MARK: The public address

    private var publicURL: WebAddress { settings.server.publicURL }

    private func publicAddress() async -> [Finding] {
        var findings: [Finding] = []
        let url = publicURL.appending("/healthz")
        switch await get(url, headers: [:], caFile: nil) {
        case .failure(let why):
            return [
                .fail(
                    "public address", "\(url) cannot be reached: \(why)",
                    fix:
                        "see that its name is in the DNS, its port is open, its certificate is trusted, and the server runs"
                )
            ]
        case .success(let answer):
            findings.append(Verdicts.health(status: answer.status, body: answer.body, server: answer.server, url: url))
        }
        if publicURL.isLoopback {
            findings.append(
                .warn(
                    "public address", "PUBLIC_URL is this machine alone: Twilio cannot reach it",
                    fix: "set PUBLIC_URL to the https address of your proxy or tunnel"))
        }
        if publicURL.isEncrypted { findings.append(await certificate()) }
        return findings
    }

    private func certificate() async -> Finding {
        do {
            let expires = try await CertificateProbe.expiry(
                of: publicURL.host, port: publicURL.port ?? 443, patience: Self.patience)
            return Verdicts.certificate(secondsLeft: expires - Int(Date().timeIntervalSince1970), host: publicURL.host)
        } catch {
            return .fail(
                "TLS certificate", "that of \(publicURL.host) cannot be looked at: \(Self.words(error))",
                fix: "serve the whole chain of a certificate for \(publicURL.host)")
        }
    }

    private func signatures() async -> Finding {
        let url = publicURL.appending("/twilio/status")
        let form = FormBody([
            .init("CallSid", "CA" + String(repeating: "0", count: 32)), .init("CallStatus", "in-progress"),
        ])
        let body = form.fields.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let signature = RequestSignature.sign(url: url, form: form, key: settings.twilio.authToken.revealed)
        let plain = ["Content-Type": "application/x-www-form-urlencoded"]
        async let signed = send(
            .POST, url, headers: plain.merging(["X-Twilio-Signature": signature]) { $1 }, body: body, caFile: nil)
        async let unsigned = send(.POST, url, headers: plain, body: body, caFile: nil)
        guard case .success(let taken) = await signed, case .success(let refused) = await unsigned else {
            return .fail("signatures", "\(url) cannot be reached", fix: "see \"public address\"")
        }
        return Verdicts.signature(signed: taken.status, unsigned: refused.status, url: url)
    }

    private func mediaSocket() async -> Finding {
        let url = publicURL.webSocket("/twilio/media")
        let right = RequestSignature.sign(url: url, key: settings.twilio.authToken.revealed)
        let wrong = RequestSignature.sign(url: url, key: "somebody else's")
        do {
            async let opened = handshake(right)
            async let refused = handshake(wrong)
            return Verdicts.mediaSocket(signed: try await opened, unsigned: try await refused, url: url)
        } catch {
            return .fail(
                "media socket", "\(url) cannot be reached: \(Self.words(error))", fix: "see \"public address\"")
        }
    }

    /// The status of a handshake: 101 if it became a web socket.
    private func handshake(_ signature: String) async throws -> Int? {
        let address = WebSocketAddress(
            host: publicURL.host, port: publicURL.port ?? (publicURL.isEncrypted ? 443 : 80),
            target: publicURL.path + "/twilio/media",
            isSecure: publicURL.isEncrypted)
        do {
            let channel = try await WebSocketClient.connect(
                to: address, headers: ["X-Twilio-Signature": signature],
                on: MultiThreadedEventLoopGroup.singleton.next(),
                tls: address.isSecure
                    ? .boringSSL(try NIOSSLContext(configuration: .makeClientConfiguration())) : nil,
                timeout: Self.patience
            ) { $0 }.get()
            channel.close(promise: nil)
            return 101
        } catch WebSocketDialError.refused(let status) {
            return status
        }
    }

    // MARK: The clock

    private func clock() async -> Finding {
        let isSynchronized = await TimeService.said()
        for url in [settings.openAI.baseURL.appending("/models"), publicURL.appending("/healthz")] {
            let before = Date().timeIntervalSince1970
            guard case .success(let answer) = await get(url, headers: [:], caFile: settings.openAI.caFile),
                let told = answer.date.flatMap(HTTPDate.seconds)
            else { continue }
            // The header counts whole seconds: half a second is the best guess at the rest.
            let skew = (before + Date().timeIntervalSince1970) / 2 - Double(told) - 0.5
            return Verdicts.clock(
                skew: abs(skew) <= 1 ? 0 : skew, isSynchronized: isSynchronized, against: WebAddress(url)?.host ?? url)
        }
        return Verdicts.clock(skew: nil, isSynchronized: isSynchronized, against: "")
    }
}
