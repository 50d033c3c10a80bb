import CoraCall
import CoraTenant

// Says what is wrong with tenants.
extension TenantSetting {
    /// A value that does not fit another.
    struct Conflict {
        /// The setting's name.
        let key: String
        /// Its value as text.
        let found: String
        /// What is wanted, in words.
        let wanted: String
    }

    /// What is wrong with a tenant, one line each: every value must be one that its setting accepts.
    package static func problems(of entry: TenantEntry) -> [String] {
        all.compactMap { $0.problem(of: entry) }
            + conflicts(in: entry.tenant).map { "\($0.key): found \"\($0.found)\"; wanted \($0.wanted)" }
    }

    private func problem(of entry: TenantEntry) -> String? {
        var scratch = entry
        guard let text = text(of: entry) else { return nil }
        if !(text.isEmpty && traits.contains(.filled)), accept(text, into: &scratch) { return nil }
        return "\(key): \(refusal(of: text, in: entry))"
    }

    /// The values of a tenant that do not fit together.
    static func conflicts(in tenant: Tenant) -> [Conflict] {
        var conflicts: [Conflict] = []
        if let wanted = tenant.manners.conflict {
            let seconds = tenant.manners.durationWarning.milliseconds / 1000
            conflicts.append(Conflict(key: "manners.warningSeconds", found: "\(seconds)", wanted: wanted))
        }
        if let wanted = tenant.limits.conflict, let soft = tenant.limits.dailySoft {
            conflicts.append(Conflict(key: "limits.dailySoftUSD", found: soft.text, wanted: wanted))
        }
        return conflicts
    }
}
