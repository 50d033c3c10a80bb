/// Lets so many in at once, in the order in which they came. What tests measure on calls must not be how busy the
/// machine is with other tests.
actor Turnstile {
    static let width = 4
    static let shared = Turnstile()

    private var free = width
    private var waiting: [(places: Int, continuation: CheckedContinuation<Void, Never>)] = []

    /// - Parameter places: how much of the width is taken; all of it for a test that wants to be alone.
    func enter(places: Int) async {
        if waiting.isEmpty, free >= places {
            free -= places
        } else {
            await withCheckedContinuation { waiting.append((places, $0)) }
        }
    }

    func leave(places: Int) {
        free += places
        while let next = waiting.first, next.places <= free {
            free -= next.places
            waiting.removeFirst().continuation.resume()
        }
    }
}
