import CoraCall
import CoraTenant

extension Settings {
    /// Reads all settings from these places, of which a later one wins: built-in defaults, the configuration file,
    /// `.env`, the environment. An empty value counts as not set. It reads files; call it at start-up, not on an event
    /// loop.
    ///
    /// - Parameters:
    ///   - environment: the process environment.
    ///   - directory: the folder that has `.env`, and from which relative paths count.
    ///   - configFile: the configuration file; nil for the one named in `CORA_CONFIG`, else `Config/cora.yaml`, which
    ///     need not exist.
    /// - Throws: ``SettingsError`` with every problem at once.
    package static func load(
        environment: [String: String], directory: String, configFile: String? = nil
    ) async throws(SettingsError) -> LoadedSettings {
        let layers = await SettingsLayers(environment: environment, directory: directory, configFile: configFile)
        var reading = SettingsReading(layers: layers, directory: directory)
        reading.readAll()
        reading.checkTogether()
        reading.look()
        guard reading.problems.isEmpty else {
            throw SettingsError(problems: reading.problems, warnings: reading.warnings, report: reading.report)
        }
        return LoadedSettings(settings: reading.settings, report: reading.report, warnings: reading.warnings)
    }
}

/// Reads every setting of the table once.
private struct SettingsReading {
    let layers: SettingsLayers
    let directory: String
    var settings = Settings()
    var problems: [String]
    var warnings: [String] = []
    var report = SettingsReport()

    init(layers: SettingsLayers, directory: String) {
        self.layers = layers
        self.directory = directory
        problems = layers.problems
    }

    mutating func readAll() {
        for topic in SettingsKey.topics {
            report.sections.append(.init(title: topic.title, rows: topic.keys.map { read($0) }))
        }
        settings.tenants.file = FilePaths.absolute(settings.tenants.file, in: directory)
        settings.store.outboxFolder = FilePaths.absolute(settings.store.outboxFolder, in: directory)
    }

    private mutating func read(_ key: SettingsKey) -> SettingsReport.Row {
        guard let found = layers.find(key) else {
            if let list = layers.fileEntries.first(where: { $0.key == key.key && $0.isList }) {
                problems.append("\(key.name): found a list in \(place(of: list)); wanted \(key.wanted)")
            } else if key.traits.contains(.required) {
                problems.append("\(key.name): not set; wanted \(key.wanted)")
            }
            return .init(
                name: key.name, value: key.builtIn ?? key.unset, source: key.builtIn == nil ? .unset : .builtIn)
        }
        let text = key.traits.contains(.path) ? FilePaths.absolute(found.text, in: directory) : found.text
        if !key.put(text, into: &settings) {
            problems.append(
                "\(key.name): found \(quoted(found.text, of: key)) in \(found.source.inWords); wanted \(key.wanted)")
        }
        if key.isSecret, case .file(let name) = found.source {
            warnings.append("\(key.name): found in \(name); secrets belong in .env or the environment")
        }
        return .init(name: key.name, value: key.shown(found.text), source: found.source)
    }

    private func quoted(_ text: String, of key: SettingsKey) -> String {
        key.isSecret ? key.shown(text) : Spelling.quoted(text)
    }
}

// Checks that need more than one setting.
extension SettingsReading {
    mutating func checkTogether() {
        let isSet = ["TLS_CERTIFICATE_FILE", "TLS_KEY_FILE"].map { name in (name, source(of: name) != .unset) }
        if let missing = isSet.first(where: { !$0.1 }), let present = isSet.first(where: { $0.1 }) {
            problems.append("\(missing.0): not set, but \(present.0) is; wanted both or neither")
        }
        checkAccess()
        if let conflict = settings.calls.manners.conflict {
            let source = source(of: "CALL_WARNING_SECONDS")
            let seconds = settings.calls.manners.durationWarning.milliseconds / 1000
            problems.append("CALL_WARNING_SECONDS: found \"\(seconds)\" \(place(source)); wanted \(conflict)")
        }
        if let conflict = settings.admission.tenant.conflict, let soft = settings.admission.tenant.dailySoft {
            problems.append(
                "SPEND_SOFT_USD: found \"\(soft.text)\" \(place(source(of: "SPEND_SOFT_USD"))); wanted \(conflict)")
        }
    }

    private mutating func checkAccess() {
        let access = settings.access
        if let read = access.opsReadToken, read == access.opsToken {
            problems.append("OPS_READ_TOKEN: the same as OPS_TOKEN; wanted another, or it could act too")
        }
        if let port = access.port, port == settings.server.port {
            problems.append("OPS_PORT: found \"\(port)\", which is PORT; wanted another port, or none")
        }
    }

    /// Warns of settings that work but are probably not meant.
    mutating func look() {
        lookAtFileKeys()
        lookAtDotEnv()
        let publicURL = settings.server.publicURL
        if !publicURL.isEncrypted, !publicURL.isLoopback {
            warnings.append(
                "PUBLIC_URL: found \"\(publicURL.text)\"; wanted https, because Twilio opens media streams to wss only")
        }
        if source(of: "TICKET_SECRET") == .unset {
            warnings.append(
                "TICKET_SECRET: not set, so it is random for this process; two instances of one number need the same")
        }
        let supabase = ["SUPABASE_URL", "SUPABASE_KEY"].filter { source(of: $0) != .unset }
        if !supabase.isEmpty {
            warnings.append(
                "\(supabase.joined(separator: ", ")): not used; set DATABASE_URL to the project's "
                    + "Postgres connection string (Supabase: Connect, Transaction pooler)")
        }
    }

    private mutating func lookAtFileKeys() {
        let known = SettingsKey.all.map(\.key)
        for entry in layers.fileEntries where !known.contains(entry.key) {
            let meant = Spelling.nearest(to: entry.key, among: known)
            warnings.append(
                "\(place(of: entry)): unknown key \(Spelling.quoted(entry.key))"
                    + (meant.map { "; the nearest known key is \"\($0)\"" } ?? ""))
        }
    }

    /// Warns of names in `.env` that are almost a setting's. Other names are ignored: they may be of other programs.
    private mutating func lookAtDotEnv() {
        for line in layers.dotEnv.strayLines {
            warnings.append(".env:\(line): not NAME=value; the line is not used")
        }
        let known = SettingsKey.all.map(\.name) + [SettingsKey.configFileName]
        for name in layers.dotEnv.values.keys.sorted() where !known.contains(name) {
            guard let meant = Spelling.nearest(to: name, among: known), Spelling.distance(name, meant) <= 2 else {
                continue
            }
            warnings.append(".env: unknown name \"\(name)\"; the nearest known name is \"\(meant)\"")
        }
    }

    private func source(of name: String) -> SettingsSource {
        report.sections.lazy.flatMap(\.rows).first { $0.name == name }?.source ?? .unset
    }

    private func place(of entry: SettingsFile.Entry) -> String {
        "\(layers.fileName)\(entry.line.map { ":\($0)" } ?? "")"
    }

    private func place(_ source: SettingsSource) -> String {
        source == .builtIn ? "as the built-in default" : "in \(source.inWords)"
    }
}
