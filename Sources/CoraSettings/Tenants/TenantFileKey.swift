/// One key with one text in a tenant's entry in the tenants file, or in the defaults: what is wanted of it, and where
/// its value goes.
struct TenantFileKey: Sendable {
    /// What is wanted, in words.
    let wanted: String
    /// Sets the value from a text. False if the text is not what is wanted.
    let put: @Sendable (String, inout TenantEntry) -> Bool
}

extension TenantSetting {
    /// The key of that name in the file, dotted below others; nil if there is none that has one text.
    static func fileKey(_ name: String) -> TenantFileKey? {
        for setting in all {
            switch setting.file {
            case .absent, .list: continue
            case .text where name == setting.key:
                return TenantFileKey(wanted: setting.wanted) { setting.accept($0, into: &$1) }
            case .text: continue
            case .parts(let parts):
                if let key = parts.key(name, of: setting.key) { return key }
            }
        }
        return nil
    }

    /// The list of that name in the file; nil if there is none.
    static func fileList(_ name: String, ofTenant: Bool) -> TenantFileList? {
        guard let setting = all.first(where: { $0.key == name }), case .list(let list) = setting.file else {
            return nil
        }
        return ofTenant || !list.isOfTenants ? list : nil
    }

    /// The names of the keys that the defaults can have, and tenants too.
    static let fileKeys = all.flatMap { setting -> [String] in
        switch setting.file {
        case .absent: []
        case .text: [setting.key]
        case .list(let list): list.isOfTenants ? [] : [setting.key]
        case .parts(let parts):
            (parts.word == nil ? [] : [setting.key]) + parts.keys.map { "\(setting.key).\($0)" }
        }
    }
}

extension TenantFileParts {
    /// The key of that name, for the setting's own name with the word, or for a part.
    fileprivate func key(_ name: String, of setting: String) -> TenantFileKey? {
        if let word, name == setting {
            return TenantFileKey(wanted: word.wanted) { [put] text, entry in
                text == word.text && put(text, nil, &entry)
            }
        }
        guard name.hasPrefix(setting + ".") else { return nil }
        let part = String(name.dropFirst(setting.count + 1))
        guard hasKey(part) else { return nil }
        return TenantFileKey(wanted: wanted) { [put] text, entry in put(text, part, &entry) }
    }
}
