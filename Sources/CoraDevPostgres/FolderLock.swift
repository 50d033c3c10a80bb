import Foundation

/// Marks a folder as this process' own. The kernel frees the lock when the process ends, however it ends.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock; nil if another process, or another part of this one, has it.
    init?(_ path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Foundation.close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        Foundation.close(descriptor)
    }
}
