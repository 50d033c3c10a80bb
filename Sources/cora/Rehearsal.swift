import CoraCall
import CoraFakeTwilio
import CoraServer
import CoraSettings
import CoraSpeech
import CoraStandIn
import CoraTenant
import CoraWire
import Foundation
import Logging

/// What the simulated ends need before a call: the scenario, with every sentence of it spoken.
struct Rehearsal {
    /// What happens in the call.
    let scenario: Scenario
    /// The spoken lines of both voices.
    let speech: SpeechLibrary
    /// The agent's sentences that are in no line of the scenario: what CORA may have the model say, and what the agent says
    /// once its turns have run out.
    private let directed: [String]
    /// What the stand-in does wrong.
    let faults: [PlannedFault]
    /// The tenant that is called; nil if the tenants' file has none for the number.
    let tenant: Tenant?

    /// What the agent says first on this scenario's call.
    var greeting: String? { tenant?.greeting }

    /// A fault in the scenario that the stand-in does not know.
    private struct WrongFault: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads a scenario and has its lines spoken. Each line is spoken by espeak-ng once; later runs read it from the
    /// folder.
    /// - Parameters:
    ///   - path: the scenario's file.
    ///   - tenants: the file of the tenants whose greetings may be needed.
    ///   - agentName: the name of tenants that have none; nil for the default of `AGENT_NAME`.
    init(scenario path: String, tenants: String, agentName: String? = nil) throws {
        var settings = Settings()
        if let agentName { settings.tenants.agentName = agentName }
        let file = try? TenantFile.load(path: tenants, defaults: settings.tenantDefaults)
        let answering = { (number: String) in
            file?.tenants.first { $0.numbers.contains(number) } ?? file?.fallback
        }
        // The scenario's "today" is the tenant's, which only the number called can tell.
        let number = try Scenario.load(path: path, today: Self.today(in: "UTC")).call.to
        tenant = answering(number)
        scenario = try Scenario.load(path: path, today: Self.today(in: tenant?.timeZone ?? "UTC"))
        do { faults = try PlannedFault.read(JSON.array(scenario.agentFaults).text) } catch {
            throw WrongFault(description: "\(path): agent.faults: \(error)")
        }
        directed =
            Directions.sentences + [scenario.agentScript.fallback]
            + (file?.tenants.flatMap(\.recordedSentences) ?? [])
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
            script: scenario.agentScript,
            voice: RenderedVoice(library: speech, voice: scenario.voices.agent),
            directed: directed, faults: StandInFaults(planned: faults))
    }
}

extension Rehearsal {
    /// Waits, ten seconds at most, until the tenant is as in the file, and its greeting is recorded: a tenant of an earlier
    /// demo may have had other people to call, and the demo's caller is to hear what every later one does.
    func waitForTenant(in application: CoraApplication) async {
        let number = scenario.call.to
        func isThere() -> Bool {
            let found = application.tenant(forDialled: number)
            guard found?.humanNumber == tenant?.humanNumber, found?.humanNumbers == tenant?.humanNumbers,
                found?.fallbackModel == tenant?.fallbackModel, found?.web == tenant?.web
            else { return false }
            return application.hasGreeting(forDialled: number)
        }
        for _ in 0..<100 where !isThere() { try? await Task.sleep(for: .milliseconds(100)) }
    }
}

extension PlannedFault {
    /// Has a stand-in without a peer helper refuse client secrets: pages then know from the beginning that there is only the
    /// socket, instead of making an offer that the stand-in cannot answer.
    static func onlySockets() throws -> [PlannedFault] {
        try read(#"{"scope": "secret", "fault": "refuse", "status": 404, "count": "always"}"#)
    }
}
