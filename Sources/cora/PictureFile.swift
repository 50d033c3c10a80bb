import Foundation

/// Makes a PNG of a call's picture, for people who cannot open an SVG.
enum PictureFile {
    /// Converts with rsvg-convert, if that is installed. Blocks: only for the end of a command.
    /// - Returns: the PNG's path.
    static func png(of svg: String) -> String? {
        let png = String(svg.dropLast(4)) + ".png"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["rsvg-convert", svg, "-o", png]
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? png : nil
    }
}
