import Foundation

/// What is measured in a browser: `Tests/Interop/web_figures.py`, which brings the stand-in, a server of its own, the peer
/// helper and Chromium.
struct BrowserFigures: Sendable {
    /// How it measures.
    static let note = "from the stand-in's events to what the page rendered, first audio of the stand-in after 300 ms"
    private static let driver = "Tests/Interop/web_figures.py"

    /// A Python with what the driver needs.
    let python: String
    /// The path of the server's program.
    let program: String
    /// Whether the runs are short.
    let isQuick: Bool

    /// One figure, measured some times.
    struct Figure: Decodable, Sendable {
        /// Its name below `web`, in `thresholds.json`.
        var name: String
        /// What it is, in words.
        var title: String
        var unit: String
        var values: [Double]

        /// The largest value; what cannot be measured must not look good.
        var worst: Double { values.max() ?? .infinity }
        /// Decimals that are printed.
        var places: Int? { unit == "ms" ? 0 : nil }
    }

    /// Why there are no figures.
    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs the driver. What it says on the way goes to standard error.
    /// - Throws: ``Failed``, or what starting it or decoding its figures throws.
    @concurrent func measure() async throws -> [Figure] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [Self.driver, program] + (isQuick ? ["--quick"] : [])
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(description: "\(Self.driver) has no figures: it ended with \(process.terminationStatus)")
        }
        return try JSONDecoder().decode([Figure].self, from: text)
    }
}
