extension Tenant {
    /// The numbers behind the queues, by the name that a database or a file has for a queue.
    package var humanNumbersByName: [String: String] {
        Dictionary(uniqueKeysWithValues: humanNumbers.map { ($0.key.rawValue, $0.value) })
    }

    /// Reads ``humanNumbersByName`` back.
    /// - Returns: nil if a queue of that name is not known.
    package static func queues(_ byName: [String: String]) -> [HumanQueue: String]? {
        var result: [HumanQueue: String] = [:]
        for (name, number) in byName {
            guard let queue = HumanQueue(rawValue: name) else { return nil }
            result[queue] = number
        }
        return result
    }
}
