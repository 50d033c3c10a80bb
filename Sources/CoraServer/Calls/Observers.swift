import CoraCall

/// Several observers as one: each hears of everything.
struct Observers: CallObserver {
    let observers: [any CallObserver]

    func observed(_ observation: CallObservation, of ticket: CallTicket) {
        for observer in observers { observer.observed(observation, of: ticket) }
    }

    func ended(_ detail: CallDetail, of ticket: CallTicket) {
        for observer in observers { observer.ended(detail, of: ticket) }
    }
}
