import CoraArguments
import CoraCall
import CoraTenant
import CoraWire

/// Arguments that a model writes for one of our tools: the first byte says for which. They come to a request whose texts
/// are short and plain, or to an error that says in a sentence what to do.
enum ArgumentSubject {
    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let first = bytes.first else { return nil }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        return switch first % 5 {
        case 0: read(SearchArguments.self, text) { fault(in: $0.place, $0.mustHaves, $0.understood) }
        case 1: read(ShowingArguments.self, text, showing)
        case 2: read(LeadArguments.self, text) { fault(in: $0.timeline, []) ?? fault(inDollars: $0.budget) }
        case 3: read(CallbackArguments.self, text, callback)
        default: read(TransferArguments.self, text) { _ in nil }
        }
    }

    /// Reads the arguments of one tool.
    private static func read<Arguments: ToolArguments>(
        _: Arguments.Type, _ text: String, _ fault: (Arguments.Request) throws(ToolError) -> String?
    ) -> String? {
        let arguments: Arguments
        do {
            arguments = try Arguments.read(text)
        } catch let error as ToolError {
            return Self.fault(in: error)
        } catch {
            return "they fit the schema, and are not decoded: \(error)"
        }
        do throws(ToolError) {
            return try fault(try arguments.request(in: SampleCall.context))
        } catch {
            return Self.fault(in: error)
        }
    }

    private static func showing(_ request: ShowingArguments.Request) throws(ToolError) -> String? {
        try ShowingArguments.check(request.starts, SampleCall.context)
        let now = SampleCall.context.now
        guard (now...(now + 366 * 86_400)).contains(request.starts) else { return "a showing at \(request.starts)" }
        return fault(in: request.name, [request.property], [request.email].compactMap(\.self))
    }

    private static func callback(_ request: CallbackArguments.Request) throws(ToolError) -> String? {
        if let due = request.due { _ = try CallbackArguments.moment(due, SampleCall.context) }
        return fault(in: request.notes, [request.reason])
    }

    /// What is wrong with an error that the model is told.
    private static func fault(in error: ToolError) -> String? {
        let words = error.message
        guard (20...2_000).contains(words.utf8.count) else { return "a message of \(words.utf8.count) bytes" }
        guard let last = words.last, ".?!".contains(last) else { return "a message that is no sentence: \(words)" }
        guard error.code.isMistake || error.code == .outsideHours else { return "an error of our own: \(error)" }
        return nil
    }

    /// What is wrong with texts that are written down.
    private static func fault(in text: String?, _ texts: [String]...) -> String? {
        for text in [text].compactMap(\.self) + texts.joined() {
            guard text.utf8.count <= 4 * ArgumentCheck.longestText + 40 else {
                return "a text of \(text.utf8.count) bytes"
            }
            guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
                return "a control character in \(text)"
            }
        }
        return nil
    }

    private static func fault(inDollars amount: Double?) -> String? {
        guard let amount else { return nil }
        return amount.isFinite && amount > 0 && amount == amount.rounded() ? nil : "\(amount) dollars"
    }
}
