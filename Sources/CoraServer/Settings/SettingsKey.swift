/// One setting: its names, what is wanted of it, and where its value goes. Declared once, in ``topics``; reading, error
/// lines and `cora config` follow from that.
package struct SettingsKey: Sendable {
    /// How its value is treated.
    struct Traits: OptionSet {
        let rawValue: Int
        /// Must be set.
        static let required = Traits(rawValue: 1)
        /// Must not be shown.
        static let secret = Traits(rawValue: 2)
        /// Names a file; a relative path counts from the directory that is loaded.
        static let path = Traits(rawValue: 4)
        /// Changes while the server runs, when it is told to read its settings again; the others want a restart.
        static let live = Traits(rawValue: 8)
    }

    /// Its name in the configuration file: `openai.apiKey`.
    package let key: String
    /// Its name in the environment and in `.env`, by which people know it: `OPENAI_API_KEY`. It is what
    /// swift-configuration makes of ``key``.
    package let name: String
    /// What is wanted, in words.
    package let wanted: String
    /// The built-in default as text; nil if there is none.
    package let builtIn: String?
    /// What holds when it is not set and has no default, in words.
    let unset: String
    let traits: Traits
    private let store: @Sendable (String, inout Settings) -> Bool
    private let compare: @Sendable (Settings, Settings) -> Bool
    private let copy: @Sendable (Settings, inout Settings) -> Void
    /// The secrets that some settings hold in its place; empty if it is none.
    let reveal: @Sendable (Settings) -> [Secret]

    /// A setting that always has a value.
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

    /// A setting that need not have a value.
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

    /// Whether it must not be shown.
    package var isSecret: Bool { traits.contains(.secret) }

    /// Whether it changes while the server runs.
    package var isLive: Bool { traits.contains(.live) }

    /// Whether two settings have the same value here.
    func isSame(in left: Settings, _ right: Settings) -> Bool {
        compare(left, right)
    }

    /// Gives `settings` the value that it has in `source`.
    func carry(from source: Settings, into settings: inout Settings) {
        copy(source, &settings)
    }

    /// Puts the value of a text in its place; false when the text is not what is wanted.
    func put(_ text: String, into settings: inout Settings) -> Bool {
        store(text, &settings)
    }

    /// A value of this setting as it may be shown.
    func shown(_ text: String) -> String {
        isSecret ? Secret(text).redacted : text
    }
}
