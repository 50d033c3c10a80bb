extension Tenant {
    /// Reads the numbers behind queues, by the queue's name in databases and files.
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
