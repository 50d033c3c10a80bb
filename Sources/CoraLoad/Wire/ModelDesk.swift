import NIOCore

/// What all model sessions share: the clock of their audio, which calls there are, and what they measure. Loop-bound.
final class ModelDesk {
    /// Into how many parts the 100 ms are cut: a millisecond each.
    private static let slots = 100

    let loop: any EventLoop
    var tally = Tally()
    /// The model's ends of sessions that are over and known to be a call's, by call.
    private var halves: [Int: CallHalf] = [:]
    /// Sessions that are open.
    private var live: [ObjectIdentifier: ModelEnd] = [:]
    /// Sessions that were opened.
    private(set) var opened = 0
    /// Sessions whose audio is not µ-law, so that no stamps pass through, and those that nothing tells the call of.
    private(set) var wide = 0
    private(set) var unknown = 0
    let pacer: Pacer
    let mostFrames: Int
    private let links: [Int: CallLink]
    private let byCaller: [String: CallLink]

    /// - Parameter links: the run's calls.
    init(links: [CallLink], mostFrames: Int, on loop: any EventLoop) {
        self.loop = loop
        self.mostFrames = mostFrames
        pacer = Pacer(period: TurnTable.tick, slots: Self.slots, on: loop)
        self.links = Dictionary(links.map { ($0.plan.number, $0) }) { first, _ in first }
        byCaller = Dictionary(links.map { (CarrierWebhook.number(of: $0.plan.number), $0) }) { first, _ in first }
    }

    /// Sessions that are open.
    var up: Int { live.count }

    /// The time on the loop's clock, in nanoseconds: ``LoadClock``, but on a testing loop.
    var now: UInt64 { loop.now.uptimeNanoseconds }

    func opened(_ end: ModelEnd) {
        live[ObjectIdentifier(end)] = end
        opened += 1
    }

    /// Takes down what a session saw: when it is over, or when the run no longer waits for its end.
    func closed(_ end: ModelEnd) {
        guard live.removeValue(forKey: ObjectIdentifier(end)) != nil else { return }
        if end.isWide { wide += 1 }
        let half = end.half
        if half.call == 0 { unknown += 1 } else if halves[half.call] == nil { halves[half.call] = half }
    }

    /// What the model's ends of all calls saw, by call.
    func allHalves() -> [Int: CallHalf] {
        for end in live.values { closed(end) }
        return halves
    }

    /// The call of that number.
    func link(_ call: Int) -> CallLink? { links[call] }

    /// The call whose caller's number stands in what the server tells the model; nil if none does.
    func link(namedIn instructions: String) -> CallLink? {
        let pieces = instructions.split(separator: "+", omittingEmptySubsequences: false).dropFirst()
        return pieces.lazy.compactMap { self.byCaller["+" + $0.prefix { $0.isNumber }] }.first
    }
}
