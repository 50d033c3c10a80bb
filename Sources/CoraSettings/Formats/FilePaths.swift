import Foundation

/// Resolves paths as operators write them.
package enum FilePaths {
    /// The path itself if it is absolute, else from the directory.
    package static func absolute(_ path: String, in directory: String) -> String {
        path.hasPrefix("/") ? path : URL(filePath: directory, directoryHint: .isDirectory).appending(path: path).path
    }
}
