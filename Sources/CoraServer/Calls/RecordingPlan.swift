import CoraCall
import CoraTenant

/// Which sentences of tenants are recorded in advance, and in which order: the greetings of all tenants, then their
/// phrases; each that tenants share once. Pure.
struct RecordingPlan: Sendable {
    /// A sentence to be recorded.
    struct Line: Sendable {
        let key: RecordingKey
        /// A tenant that says it, in whose voice it is recorded.
        let tenant: Tenant
        /// The phrase that it is; nil for a greeting.
        let phrase: Phrase?
    }

    /// The sentences, in the order in which they are recorded.
    let lines: [Line]

    /// - Parameters:
    ///   - tenants: all tenants in force.
    ///   - key: the key under which a tenant's sentence is recorded.
    init(_ tenants: [Tenant], key: (_ tenant: Tenant, _ text: String) -> RecordingKey) {
        let wanted: [Phrase?] = [nil] + Phrase.allCases
        var seen: Set<RecordingKey> = []
        var lines: [Line] = []
        for phrase in wanted {
            for tenant in tenants {
                let key = key(tenant, phrase.map(tenant.sentence) ?? tenant.greeting)
                if seen.insert(key).inserted { lines.append(Line(key: key, tenant: tenant, phrase: phrase)) }
            }
        }
        self.lines = lines
    }

    /// The keys of all sentences.
    var keys: Set<RecordingKey> { Set(lines.map(\.key)) }
}
