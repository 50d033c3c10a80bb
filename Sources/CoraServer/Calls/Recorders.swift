import CoraCall

/// Several recorders as one: each gets every entry.
struct Recorders: CallRecorder {
    let recorders: [any CallRecorder]

    func record(_ entry: CallRecord, of ticket: CallTicket) {
        for recorder in recorders { recorder.record(entry, of: ticket) }
    }
}
