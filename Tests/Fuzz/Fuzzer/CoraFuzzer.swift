import Foundation
import FuzzSubjects

/// The subject of this run, by the environment; read once, before the first input.
private let subject = ProcessInfo.processInfo.environment["FUZZ_SUBJECT"].flatMap(FuzzSubject.init)

/// libFuzzer's driver (LLVM, "libFuzzer": using libFuzzer as a library).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Checks one input, and stops the process where something does not hold: libFuzzer then keeps the input. The library
/// wants it by this name, too.
@_cdecl("LLVMFuzzerTestOneInput")
public func check(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    guard let subject else { return -1 }
    if let broken = subject.check(UnsafeRawBufferPointer(start: data, count: size)) {
        FileHandle.standardError.write(Data("\(subject.rawValue): \(broken)\n".utf8))
        abort()
    }
    return 0
}

/// What the linker's `main` calls: SwiftPM gives an executable's `main` this name.
@_cdecl("cora_fuzzer_main")
public func fuzzerMain(
    _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
    guard subject != nil else {
        let names = FuzzSubject.allCases.map(\.rawValue).joined(separator: ", ")
        FileHandle.standardError.write(Data("FUZZ_SUBJECT has to be one of \(names)\n".utf8))
        return 2
    }
    var (count, arguments) = (count, arguments)
    return runDriver(&count, &arguments, check)
}
