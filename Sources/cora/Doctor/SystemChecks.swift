import CoraCall
import CoraConsole
import CoraServer
import CoraSettings
import CoraStore
import CoraTenant
import Foundation

/// Checks this machine. These checks are quick: none of them waits for another machine.
struct SystemChecks {
    /// One check.
    struct Check {
        let work: () -> [Finding]
    }

    let settings: Settings

    func all() -> [Check] {
        [Check { [outbox()] }, Check { [fileDescriptors()] }, Check { [modes()] }, Check { [loops()] }]
    }

    private func outbox() -> Finding {
        guard settings.store.databaseURL != nil else { return .ok("outbox folder", "not used without a database") }
        let folder = settings.store.outboxFolder
        var place = folder
        // The folder is made at the first start: until then its parent counts.
        while !FileManager.default.fileExists(atPath: place), place.count > 1 {
            place = (place as NSString).deletingLastPathComponent
        }
        guard FileManager.default.isWritableFile(atPath: place) else {
            return .fail(
                "outbox folder", "\(place) is not writable by this user",
                fix: "give the user that runs CORA write access, or set OUTBOX_FOLDER")
        }
        var figures = statvfs()
        guard statvfs(place, &figures) == 0 else {
            return .fail(
                "outbox folder", "\(place) cannot be looked at: \(String(cString: strerror(errno)))",
                fix: "set OUTBOX_FOLDER to a folder on a local disk")
        }
        return Verdicts.disk(
            free: Int64(clamping: UInt64(figures.f_bavail) &* UInt64(figures.f_frsize)),
            most: Int64(settings.store.outboxMegabytes) * 1_000_000, folder: place)
    }

    private func fileDescriptors() -> Finding {
        Verdicts.openFiles(
            soft: OpenFiles.limit, hard: OpenFiles.mostAllowed,
            for: FileBudget(
                calls: settings.admission.calls, strangers: settings.server.maxConnections,
                pools: settings.store.databaseURL == nil ? 0 : DatabasePools.most(settings.store),
                loops: ProcessInfo.processInfo.activeProcessorCount))
    }

    private func modes() -> Finding {
        // umask(2) tells the mask only by setting another.
        let mask = umask(0o077)
        umask(mask)
        let folder = settings.store.outboxFolder
        return Verdicts.privacy(
            umask: Int(mask), outbox: PrivateFiles.mode(of: folder).map { $0 & 0o777 }, folder: folder)
    }

    private func loops() -> Finding {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        guard cores > 1 else {
            return .warn(
                "event loops", "one processor: one late call makes all of them late",
                fix: "give it two processors or more")
        }
        return .ok("event loops", "\(cores), one for each processor")
    }
}
