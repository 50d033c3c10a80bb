extension Tenant {
    /// The numbers behind the queues, by the queue's name in databases and files.
    package var humanNumbersByName: [String: String] {
        Dictionary(uniqueKeysWithValues: humanNumbers.map { ($0.key.rawValue, $0.value) })
    }

    /// Reads ``humanNumbersByName`` back.
    /// - Returns: nil if a name is not that of a queue.
    package static func queues(_ byName: [String: String]) -> [HumanQueue: String]? {
        var result: [HumanQueue: String] = [:]
        for (name, number) in byName {
            guard let queue = HumanQueue(rawValue: name) else { return nil }
            result[queue] = number
        }
        return result
    }
}
