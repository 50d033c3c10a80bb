import Foundation

/// The priority of work that can wait. Threads that write to disk or to a database, and a private database on the same
/// machine, give way to the event loops that carry audio when there is not enough processor for all (measured:
/// `Scripts/bench store`).
package enum BackgroundPriority {
    /// How many steps they run behind the process' own priority, as nice(1) counts.
    package static let niceness: Int32 = 5

    /// Lowers the priority of the calling thread. On Linux a thread has a priority of its own (setpriority(2),
    /// "NOTES").
    package static func enter() {
        #if os(Linux)
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
        #endif
    }
}
