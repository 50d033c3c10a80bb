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
    /// - Parameter isFloor: whether it must not be below its target, instead of above.
    package func measure(
        _ name: String, _ title: String, _ value: Double, _ unit: String, places: Int? = 3, isFloor: Bool = false
    ) -> Measure {
        Measure(
            name: name, title: title, value: value, unit: unit, places: places, target: targets[name],
            isFloor: isFloor)
    }
}
