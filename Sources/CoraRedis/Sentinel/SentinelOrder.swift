/// In which order Sentinels are asked: the one that answered last first, then the others as they are written.
struct SentinelOrder: Sendable, Equatable {
    private(set) var hosts: [RedisHost]

    init(_ hosts: [RedisHost]) {
        self.hosts = hosts
    }

    /// Notes that this one answered.
    mutating func answered(_ host: RedisHost) {
        guard let index = hosts.firstIndex(of: host) else { return }
        hosts.remove(at: index)
        hosts.insert(host, at: 0)
    }
}
