import CoraCall
package import CoraStore
import CoraWire
package import NIOCore

/// Reads the model's answer: a response object (OpenAI API reference, "The response object") whose text is a summary.
package enum SummaryReply {
    /// The summary in a reply, every member checked against `SummarySchema`.
    ///
    /// - Parameters:
    ///   - body: the answer of `POST /v1/responses`.
    ///   - model: the model that was asked, for replies that do not name theirs.
    /// - Throws: `SummaryReplyError`.
    package static func summary(from body: ByteBuffer, askedOf model: String) throws(SummaryReplyError) -> CallSummary {
        let response: JSON
        do { response = try JSON.parse(body) } catch { throw .notJSON(error.message) }
        guard response["object"]?.string == "response" else { throw .notAResponse }
        let status = response["status"]?.string ?? "completed"
        guard status == "completed" else { throw .notCompleted(Self.reason(of: response, status)) }
        let text = try Self.text(of: response)
        let summary: JSON
        do { summary = try JSON.parse(text) } catch { throw .notASummary("not JSON: \(error.message)") }
        return try Self.summary(from: summary, by: response["model"]?.string ?? model)
    }

    private static func reason(of response: JSON, _ status: String) -> String {
        let why = response["error"]?["code"]?.string ?? response["incomplete_details"]?["reason"]?.string
        return (why.map { "\(status): \($0)" } ?? status).clipped(to: 200)
    }

    /// The text of the message. Other output, such as thinking, is passed over.
    private static func text(of response: JSON) throws(SummaryReplyError) -> String {
        var text = ""
        for item in response["output"]?.array ?? [] where item["type"]?.string == "message" {
            for part in item["content"]?.array ?? [] {
                switch part["type"]?.string {
                case "output_text": text += part["text"]?.string ?? ""
                case "refusal": throw .refused
                default: break
                }
            }
        }
        guard !text.isEmpty else { throw .empty }
        return text
    }

    private static func summary(from json: JSON, by model: String) throws(SummaryReplyError) -> CallSummary {
        guard let members = json.object else { throw .notASummary("not an object") }
        let names: Set = ["summary", "outcome", "properties_mentioned", "next_actions", "lead_quality"]
        guard Set(members.keys) == names else { throw .notASummary("its members are not those of the schema") }
        guard let words = json["summary"]?.string, !words.isEmpty, words.count <= SummarySchema.summaryLimit else {
            throw .notASummary("summary is not text of 1 to \(SummarySchema.summaryLimit) characters")
        }
        guard let outcome = json["outcome"]?.string.flatMap(CallOutcome.init(rawValue:)) else {
            throw .notASummary("outcome is not one of the schema's")
        }
        guard case .int(let quality)? = json["lead_quality"], SummarySchema.qualities.contains(quality) else {
            throw .notASummary("lead_quality is not a whole number from 0 to 100")
        }
        let properties = try list("properties_mentioned", of: json)
        let actions = try list("next_actions", of: json)
        let kept = JSON.object(members.merging(["source": .string(CallSummary.Source.model.rawValue)]) { $1 })
        return CallSummary(
            json: kept.text, leadQuality: quality, nextActions: actions, properties: properties,
            outcome: outcome.rawValue, source: .model, model: model.clipped(to: 200))
    }

    private static func list(_ name: String, of json: JSON) throws(SummaryReplyError) -> [String] {
        guard let entries = json[name]?.array, entries.count <= SummarySchema.listLimit else {
            throw .notASummary("\(name) is not a list of at most \(SummarySchema.listLimit)")
        }
        var texts: [String] = []
        for entry in entries {
            guard let text = entry.string, text.count <= SummarySchema.entryLimit else {
                throw .notASummary(
                    "\(name) has an entry that is not text of at most \(SummarySchema.entryLimit) characters")
            }
            texts.append(text)
        }
        return texts
    }
}

/// Why a reply gives no summary. It quotes nothing that was said on the call.
package enum SummaryReplyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The body is not JSON.
    case notJSON(String)
    /// The body is JSON, but not a response object.
    case notAResponse
    /// The response failed or was not completed.
    case notCompleted(String)
    /// The model refused to answer.
    case refused
    /// The response has no text.
    case empty
    /// The text is not a summary.
    case notASummary(String)

    package var description: String {
        switch self {
        case .notJSON(let why): "the answer is not JSON: \(why)"
        case .notAResponse: "the answer is not a response object"
        case .notCompleted(let why): "the response is \(why)"
        case .refused: "the model refused"
        case .empty: "the response has no text"
        case .notASummary(let why): "the model's summary does not fit its schema: \(why)"
        }
    }
}
