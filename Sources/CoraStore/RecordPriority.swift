import Foundation

/// The record never takes the processor from a caller's audio: threads that write it, and a private database on the same
/// machine, give way to the event loops when there is not enough for all (measured: `Scripts/bench store`).
enum RecordPriority {
    /// Steps behind the process' own priority, as nice(1) counts.
    static let niceness: Int32 = 5

    /// Puts the calling thread behind. On Linux a thread has a priority of its own (setpriority(2), "NOTES").
    static func enter() {
        #if os(Linux)
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
        #endif
    }
}
