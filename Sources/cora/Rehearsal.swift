import CoraCall
import CoraFakeTwilio
import CoraServer
import CoraSpeech
import CoraStandIn
import Foundation
import Logging

/// What the simulated ends need before a call: the scenario, and every sentence of it spoken.
struct Rehearsal {
    /// What happens in the call.
    let scenario: Scenario
    /// Both voices' lines.
    let speech: SpeechLibrary
    /// The sentences of the agent's that no line of the scenario has: what CORA may have it say.
    private let directed: [String]
    /// Who is called, where the tenants' file tells.
    let tenant: Tenant?

    /// What the agent says first on this scenario's call.
    var greeting: String? { tenant?.greeting }

    /// Reads a scenario and has its lines spoken; espeak-ng is asked once for each line, then the folder is.
    /// - Parameters:
    ///   - path: the scenario's file.
    ///   - tenants: the file of the tenants whose greetings may be asked for.
    init(scenario path: String, tenants: String) throws {
        let file = try? TenantFile.load(path: tenants, defaults: Settings().tenantDefaults)
        let answering = { (number: String) in
            file?.tenants.first { $0.numbers.contains(number) } ?? file?.fallback
        }
        // The business's own day, which only its number tells.
        let number = try Scenario.load(path: path, today: Self.today(in: "UTC")).call.to
        tenant = answering(number)
        scenario = try Scenario.load(path: path, today: Self.today(in: tenant?.timeZone ?? "UTC"))
        directed = Directions.sentences + (file?.tenants.map(\.greeting) ?? [])
        let voice = scenario.voices.agent
        speech = try SpeechRenderer().render(scenario.lines + directed.map { SpeechLine(voice: voice, text: $0) })
    }

    private static func today(in timeZone: String) -> CivilDateTime {
        let now = Date()
        guard let local = LocalMoment(now, in: timeZone) else {
            return CivilDateTime(secondsAsUTC: Int(now.timeIntervalSince1970))
        }
        return CivilDateTime(year: local.year, month: local.month, day: local.day)
    }

    /// The stand-in that plays the model's part.
    var standIn: StandInConfiguration {
        StandInConfiguration(
            script: AgentScript(turns: scenario.agentTurns),
            voice: RenderedVoice(library: speech, voice: scenario.voices.agent),
            directed: directed)
    }
}
