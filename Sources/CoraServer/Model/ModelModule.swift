import CoraCall
import CoraRealtime
import CoraSession
import CoraSettings
import CoraTenant
import Logging
import NIOCore
import NIOSSL

/// The models that calls use: checked at the start, dialled for each call, and what they cost.
struct ModelModule: Sendable {
    /// Dials the model of a call.
    let dialer: ModelDialer
    /// What the models cost.
    let prices: PriceList
    /// The model for calls of tenants that have spent their soft limit for the day.
    let frugalModel: String
    /// Looks up the models that tenants name.
    let tenantModels: TenantModels

    /// Logs what it finds wrong with the models' names and can mend.
    /// - Throws: `CoraApplication.StartError` for models that cannot be used, what TLS throws for a file it cannot use.
    init(_ context: ServerContext) throws {
        let settings = context.settings.openAI
        let today = context.startedAt.day
        var check = ModelCheck(today: today)
        let model = check.resolve(settings.model, for: .speech, setting: "OPENAI_MODEL")
        _ = check.resolve(settings.premiumModel, for: .speech, setting: "OPENAI_PREMIUM_MODEL")
        frugalModel = check.resolve(settings.frugalModel, for: .speech, setting: "OPENAI_FRUGAL_MODEL")
        let transcription = check.resolve(
            settings.transcriptionModel, for: .transcription, setting: "OPENAI_TRANSCRIPTION_MODEL")
        for warning in check.warnings { context.logger.warning("\(warning)") }
        guard check.problems.isEmpty else { throw CoraApplication.StartError(problems: check.problems) }
        dialer = ModelDialer(
            baseURL: settings.baseURL.text, apiKey: settings.apiKey.revealed, defaultModel: model,
            defaultTranscription: transcription,
            // A tenant's fallback may want TLS although the instance's own address does not.
            tls: try NIOSSLContext(configuration: settings.trust),
            timeout: .milliseconds(Int64(settings.dialTimeout.milliseconds)), maxMessage: settings.maxMessageBytes)
        prices = PriceList(model: model, transcriptionModel: transcription)
        tenantModels = TenantModels(premium: settings.premiumModel, today: today)
    }
}

extension Settings.OpenAI {
    /// How connections to the model's API are secured.
    var trust: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let caFile { configuration.additionalTrustRoots = [.file(caFile)] }
        return configuration
    }
}
