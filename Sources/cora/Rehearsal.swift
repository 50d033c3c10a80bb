import CoraCall
import CoraServer
import CoraSimulator
import Foundation
import Logging

/// What the simulated ends need before a call: the scenario, and every sentence of it spoken.
struct Rehearsal {
    /// What happens in the call.
    let scenario: Scenario
    /// Both voices' lines.
    let speech: SpeechLibrary

    /// What the agent says first on this scenario's call, where the tenants' file tells.
    let greeting: String?

    /// Reads a scenario and has its lines spoken; espeak-ng is asked once for each line, then the folder is.
    /// - Parameters:
    ///   - path: the scenario's file.
    ///   - tenants: the file of the tenants whose greetings may be asked for.
    init(scenario path: String, tenants: String) throws {
        scenario = try Scenario.load(path: path)
        let file = try? TenantFile.load(path: tenants, defaults: Settings().tenantDefaults)
        let number = scenario.call.to
        greeting = (file?.tenants.first { $0.numbers.contains(number) } ?? file?.fallback)?.greeting
        let sentences = Directions.sentences + (file?.tenants.map(\.greeting) ?? [])
        let voice = scenario.voices.agent
        speech = try SpeechRenderer().render(scenario.lines + sentences.map { SpeechLine(voice: voice, text: $0) })
    }

    /// The stand-in that plays the model's part.
    var standIn: StandInConfiguration {
        StandInConfiguration(
            script: AgentScript(scenario), voice: RenderedVoice(library: speech, voice: scenario.voices.agent))
    }
}
