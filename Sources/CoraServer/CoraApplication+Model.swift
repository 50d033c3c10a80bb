import CoraCall
import CoraRealtime
import CoraSession
import Logging
import NIOCore
import NIOSSL

// Makes what talks to the model.
extension CoraApplication {
    static func dialer(_ settings: Settings, _ today: CivilDay, _ logger: Logger) throws -> ModelDialer {
        var check = ModelCheck(today: today)
        let model = check.resolve(settings.openAI.model, for: .speech, setting: "OPENAI_MODEL")
        _ = check.resolve(settings.openAI.premiumModel, for: .speech, setting: "OPENAI_PREMIUM_MODEL")
        _ = check.resolve(settings.openAI.frugalModel, for: .speech, setting: "OPENAI_FRUGAL_MODEL")
        let transcription = check.resolve(
            settings.openAI.transcriptionModel, for: .transcription, setting: "OPENAI_TRANSCRIPTION_MODEL")
        for warning in check.warnings { logger.warning("\(warning)") }
        guard check.problems.isEmpty else { throw StartError(problems: check.problems) }
        return ModelDialer(
            baseURL: settings.openAI.baseURL.text, apiKey: settings.openAI.apiKey.revealed, defaultModel: model,
            defaultTranscription: transcription, tls: try trust(settings),
            timeout: .milliseconds(Int64(settings.openAI.dialTimeout.milliseconds)),
            maxMessage: settings.openAI.maxMessageBytes)
    }

    private static func trust(_ settings: Settings) throws -> NIOSSLContext? {
        guard settings.openAI.baseURL.isEncrypted else { return nil }
        return try NIOSSLContext(configuration: trustConfiguration(settings))
    }

    static func trustConfiguration(_ settings: Settings) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let file = settings.openAI.caFile { configuration.additionalTrustRoots = [.file(file)] }
        return configuration
    }
}
