import Foundation

/// What every number is held against, from `thresholds.json`.
package struct Thresholds: Sendable {
    private let targets: [String: Double]

    /// - Throws: what reading or decoding the file throws.
    package init(file: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        targets = try JSONDecoder().decode([String: Double].self, from: data)
    }

    /// A number under its target, if it has one.
    /// - Parameters:
    ///   - isFloor: whether it must not be below its target, instead of above.
    ///   - otherwise: the name of the measure by which it may be met as well.
    package func measure(
        _ name: String, _ title: String, _ value: Double, _ unit: String, places: Int? = 3, isFloor: Bool = false,
        otherwise: String? = nil
    ) -> Measure {
        var measure = Measure(
            name: name, title: title, value: value, unit: unit, places: places, target: targets[name],
            isFloor: isFloor)
        measure.otherwise = otherwise
        return measure
    }
}
