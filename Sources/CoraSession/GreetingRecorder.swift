package import CoraCall
import CoraRealtime

/// Judges whether a greeting the model said is the one it was asked for.
package enum GreetingRecorder {
    /// Whether two texts are the same words: case, punctuation and spacing aside. A model that says something of its
    /// own is not kept.
    package static func isSame(_ said: String, as wanted: String) -> Bool {
        words(said) == words(wanted)
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

extension ResponseSummary {
    /// Everything the response said, in order.
    var spokenText: String {
        output.compactMap { item in
            if case .message(.assistant, let text) = item.kind { text } else { nil }
        }.joined(separator: " ")
    }
}

extension ModelDialer {
    /// What a tenant's greeting is filed under.
    package func greetingKey(for tenant: Tenant, saying text: String) -> GreetingKey {
        GreetingKey(tenant: tenant.id, text: text, voice: tenant.voice, model: model(for: tenant))
    }
}
