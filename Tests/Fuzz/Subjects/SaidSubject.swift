import CoraArguments
import CoraTenant

/// A text that a caller said, read as everything that callers say: numbers and prices, times, names, addresses, places.
enum SaidSubject {
    private static let cities = ["Austin", "Round Rock", "San José", "St. Louis", "The Woodlands"]

    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        return number(text) ?? time(text) ?? name(text) ?? email(text) ?? place(text)
    }

    private static func number(_ text: String) -> String? {
        var values: [Double] = []
        switch SpokenNumber.read(text) {
        case .value(let value): values = [value]
        case .ambiguous(let all):
            guard all.count > 1, Set(all).count == all.count else { return "ambiguous between \(all)" }
            values = all
        case .range, .nothing: break
        }
        for value in values {
            guard value.isFinite else { return "the number \(value)" }
            if let dollars = try? HomePrice.dollars(value, "price") {
                guard dollars > 0, HomePrice.written(dollars).hasPrefix("$") else { return "the price \(dollars)" }
            }
            _ = HomePrice.understood(value, "price")
        }
        return nil
    }

    /// A moment that is understood is one at which the clock shows what was written.
    private static func time(_ text: String) -> String? {
        let clock = SampleCall.context.clock
        guard let civil = try? LocalTimes.civil(text, "time", clock), civil.second != nil,
            let moment = try? LocalTimes.moment(text, "time", clock)
        else { return nil }
        var shown = clock.show(moment)
        shown.offset = civil.offset
        _ = try? LocalTimes.checkAhead(moment, "time", SampleCall.context)
        return shown == civil ? nil : "\(civil) is at \(moment), when the clock shows \(shown)"
    }

    private static func name(_ text: String) -> String? {
        guard let name = SpokenName.read(text) else { return nil }
        return name.count <= SpokenName.longest && name.contains(where: \.isLetter) ? nil : "the name “\(name)”"
    }

    private static func email(_ text: String) -> String? {
        guard let address = SpokenEmail.read(text) else { return nil }
        return SpokenEmail.read(address) == address ? nil : "the address \(address) is none"
    }

    private static func place(_ text: String) -> String? {
        guard let words = CallerText.wish(text, longest: 80) else { return nil }
        switch SpokenPlace(words) {
        case .named(let name), .county(let name), .near(let name), .beyond(let name, _):
            _ = SpokenPlace.direction(before: name)
            _ = SpokenPlace.withoutLead(name)
            if let city = CityNames.match(name, among: cities) {
                guard cities.contains(city) else { return "the city \(city)" }
            }
        case .postalCode(let code):
            guard code.utf8.count == 5, Int(code) != nil else { return "the ZIP code \(code)" }
        }
        _ = CancelWords.areIn(words)
        _ = CancelWords.name("1024 Maple Avenue", code: "ABC234", in: words)
        return nil
    }
}
