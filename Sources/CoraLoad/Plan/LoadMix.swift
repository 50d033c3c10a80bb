/// What happens in a call.
package enum LoadScenario: String, Sendable, Equatable, CaseIterable {
    /// Caller and agent take turns.
    case talk
    /// The caller speaks over every other answer.
    case bargeIn = "barge-in"
    /// Every other answer is a tool call, and what follows its output.
    case tool
    /// The caller presses 0 and wants a person.
    case transfer
    /// The caller hangs up at some moment, in the middle of whatever is being said.
    case hangUp = "hang-up"
}

/// How many calls of each scenario there are, by weight.
package struct LoadMix: Sendable, Equatable {
    /// A weight for each scenario; what is not named has none.
    package private(set) var weights: [LoadScenario: Int]

    /// The mix that is used if none is given.
    package static let usual = LoadMix(weights: [.talk: 70, .bargeIn: 20, .tool: 5, .transfer: 2, .hangUp: 3])

    /// What is wrong with a mix, in words.
    package struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        package var description: String
    }

    private init(weights: [LoadScenario: Int]) { self.weights = weights }

    /// Reads `talk=70,barge-in=20`.
    /// - Throws: ``Problem`` for a name or a number that is none, and for a mix that weighs nothing.
    package init(_ text: String) throws(Problem) {
        var weights: [LoadScenario: Int] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let scenario = LoadScenario(rawValue: String(pair[0])), weights[scenario] == nil,
                let weight = Int(pair[1]), (0...1_000_000).contains(weight)
            else {
                let known = LoadScenario.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(description: "found \"\(part)\"; wanted NAME=WEIGHT, each once, NAME one of \(known)")
            }
            weights[scenario] = weight
        }
        guard weights.values.contains(where: { $0 > 0 }) else { throw Problem(description: "no scenario has a weight") }
        self.init(weights: weights)
    }

    /// So many scenarios in about these weights: each has its share, to one call, and the order is the generator's.
    package func deal(_ count: Int, using random: inout SplitMix64) -> [LoadScenario] {
        let total = weights.values.reduce(0, +)
        var dealt: [LoadScenario] = []
        var (given, before) = (0, 0)
        for scenario in LoadScenario.allCases {
            before += weights[scenario] ?? 0
            let upTo = (count * before + total / 2) / total
            dealt += repeatElement(scenario, count: max(upTo - given, 0))
            given = max(upTo, given)
        }
        return dealt.shuffled(using: &random)
    }

    /// The mix as it is given.
    package var text: String {
        LoadScenario.allCases.compactMap { scenario in weights[scenario].map { "\(scenario.rawValue)=\($0)" } }
            .joined(separator: ",")
    }
}
