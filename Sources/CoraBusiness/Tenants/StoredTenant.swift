/// What was found in the database for one tenant.
package struct StoredTenant: Sendable, Equatable {
    /// Its id, also of one that cannot be used.
    package var id: String
    /// Its numbers, also of one that cannot be used.
    package var numbers: [String]
    /// The tenant as it stands there; nil if it cannot be made out at all.
    package var entry: TenantEntry?
    /// Why it cannot be used, one line each; empty if it can.
    package var problems: [String]
    /// Those of them for which the entry has no value at all, by the setting's name: to write it would lose what is
    /// there.
    var unreadable: [String: String] = [:]

    init(id: String, numbers: [String], entry: TenantEntry?, problems: [String]) {
        self.id = id
        self.numbers = numbers
        self.entry = entry
        self.problems = problems
    }
}
