import CoraTenant
import Synchronization

/// Remembers in which calls the model was told that the caller has a showing already, and asked for which other one.
/// Only a request that comes after that answer counts as the caller's yes: one that was made beside the first, in the
/// same breath of the model's, does not. Shared by all runs; any thread may ask it.
///
/// It is this process's own: a call that goes on elsewhere is asked once more.
final class ShowingMoves: Sendable {
    /// A showing that was asked for.
    struct Wish: Hashable {
        /// The listing, as the model named it, in lower case.
        var property: String
        /// When it begins, in seconds since 1970 (UTC).
        var starts: Int
        /// The visitor's number.
        var phone: PhoneNumber
    }

    private let offered = Mutex(RecentCalls<Set<Wish>>())

    /// Whether the call's model was told before that a showing would have to be moved for this wish. To be asked when a
    /// run begins.
    func isOffered(_ wish: Wish, in call: String) -> Bool {
        offered.withLock { $0[call, []].contains(wish) }
    }

    /// Notes that the model is told so.
    func offer(_ wish: Wish, in call: String) {
        offered.withLock { _ = $0[call, []].insert(wish) }
    }

    /// Forgets what was offered in a call, because a showing was moved: the next change is asked about anew.
    func clear(_ call: String) {
        offered.withLock { $0[call, []] = [] }
    }
}
