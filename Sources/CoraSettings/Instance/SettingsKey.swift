/// One setting: its names, what is wanted of it, and where its value goes. Each is declared once, in ``topics``;
/// reading, error lines and `cora config` follow from that.
package struct SettingsKey: Sendable {
    /// How a setting is treated.
    struct Traits: OptionSet {
        let rawValue: Int
        /// It must be set.
        static let required = Traits(rawValue: 1)
        /// Its value must not be shown.
        static let secret = Traits(rawValue: 2)
        /// It names a file; a relative path counts from the folder from which settings are loaded.
        static let path = Traits(rawValue: 4)
        /// It can change while the server runs, when the server is told to read its settings again; other settings need
        /// a restart.
        static let live = Traits(rawValue: 8)
    }

    /// The setting's name in the configuration file: `openai.apiKey`.
    package let key: String
    /// The setting's name in the environment and in `.env`, by which people know it: `OPENAI_API_KEY`.
    /// swift-configuration makes the same of ``key``.
    package let name: String
    /// What is wanted, in words.
    package let wanted: String
    /// The built-in default as text; nil if there is none.
    package let builtIn: String?
    /// What applies if it is not set and has no default, in words.
    let unset: String
    let traits: Traits
    private let store: @Sendable (String, inout Settings) -> Bool
    private let compare: @Sendable (Settings, Settings) -> Bool
    private let copy: @Sendable (Settings, inout Settings) -> Void
    /// Reads the secrets that the setting holds in some settings; empty if it is not a secret.
    let reveal: @Sendable (Settings) -> [Secret]

    /// Makes a setting that always has a value.
    init<Value: Equatable & Sendable>(
        _ key: String, _ name: String, _ format: SettingFormat<Value>,
        into path: any WritableKeyPath<Settings, Value> & Sendable, _ traits: Traits = [], unset: String = "not set"
    ) {
        let hasDefault = traits.isDisjoint(with: [.required, .secret])
        self.init(
            key, name, format.wanted, hasDefault ? format.write(Settings()[keyPath: path]) : nil, unset, traits, path,
            reveal: { Self.secrets(in: $0[keyPath: path]) }
        ) { text, settings in
            guard let value = format.read(text) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }

    /// Makes a setting that need not have a value.
    init<Value: Equatable & Sendable>(
        optional key: String, _ name: String, _ format: SettingFormat<Value>,
        into path: any WritableKeyPath<Settings, Value?> & Sendable, _ traits: Traits = [], unset: String = "not set"
    ) {
        self.init(
            key, name, format.wanted, nil, unset, traits, path, reveal: { Self.secrets(in: $0[keyPath: path] as Any) }
        ) { text, settings in
            guard let value = format.read(text) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }

    private init<Value: Equatable & Sendable>(
        _ key: String, _ name: String, _ wanted: String, _ builtIn: String?, _ unset: String, _ traits: Traits,
        _ path: any WritableKeyPath<Settings, Value> & Sendable,
        reveal: @escaping @Sendable (Settings) -> [Secret],
        store: @escaping @Sendable (String, inout Settings) -> Bool
    ) {
        self.key = key
        self.name = name
        self.wanted = wanted
        self.builtIn = builtIn
        self.unset = unset
        self.traits = traits
        self.reveal = reveal
        self.store = store
        compare = { $0[keyPath: path] == $1[keyPath: path] }
        copy = { $1[keyPath: path] = $0[keyPath: path] }
    }

    private static func secrets(in value: Any) -> [Secret] {
        (value as? Secret).map { [$0] } ?? value as? [Secret] ?? []
    }

    /// Whether its value must not be shown.
    package var isSecret: Bool { traits.contains(.secret) }

    /// Whether it can change while the server runs.
    package var isLive: Bool { traits.contains(.live) }

    /// Whether both settings have the same value for it.
    func isSame(in left: Settings, _ right: Settings) -> Bool {
        compare(left, right)
    }

    /// Copies its value from `source` into `settings`.
    func carry(from source: Settings, into settings: inout Settings) {
        copy(source, &settings)
    }

    /// Sets its value from a text.
    /// - Returns: false if the text is not what is wanted.
    func put(_ text: String, into settings: inout Settings) -> Bool {
        store(text, &settings)
    }

    /// A value of this setting as it may be shown: redacted if it is secret.
    func shown(_ text: String) -> String {
        isSecret ? Secret(text).redacted : text
    }
}
