import CoraCall
import CoraTenant
import CoraWire
import Foundation
import StoreTesting
import Testing

@testable import CoraSettings

/// What holds for every line of the table of tenants' settings.
struct TenantSettingTableTests {
    private static let keys = TenantSetting.all.map(\.key)

    /// A tenant with usual values but for one setting, which is as in the sample with every setting set.
    private static func entry(_ setting: TenantSetting) -> TenantEntry {
        var entry = TenantEntry(SampleTenants.defaults)
        (entry.tenant.id, entry.tenant.numbers) = ("only", ["+14155550199"])
        setting.carry(from: SampleTenants.full, into: &entry)
        return entry
    }

    private static func setting(_ key: String) throws -> TenantSetting {
        try #require(TenantSetting.named(key))
    }

    @Test func `names and columns are each of one setting`() {
        #expect(Set(Self.keys).count == Self.keys.count)
        #expect(Set(TenantRow.columns).count == TenantRow.columns.count)
    }

    @Test(arguments: keys)
    func `the sample has another value than the defaults, which the tests below go by`(key: String) throws {
        let setting = try Self.setting(key)
        #expect(setting.text(of: SampleTenants.full) != setting.text(of: TenantEntry(SampleTenants.defaults)))
    }

    @Test(arguments: keys)
    func `a value goes into text and comes back`(key: String) throws {
        let setting = try Self.setting(key)
        let text = try #require(setting.text(of: SampleTenants.full))
        // Secrets are not in the text: it stands for those that the entry has.
        var entry = setting.isConfidential ? SampleTenants.full : TenantEntry(SampleTenants.defaults)
        #expect(setting.put(text, into: &entry, defaults: SampleTenants.defaults))
        #expect(setting.text(of: entry) == text)
        var expected = entry
        setting.carry(from: SampleTenants.full, into: &expected)
        #expect(entry == expected)
    }

    @Test(arguments: TenantSetting.all.filter(\.isInFile).map(\.key))
    func `a value goes into the tenants file and comes back`(key: String) throws {
        let entry = Self.entry(try Self.setting(key))
        let yaml = TenantExport.yaml([entry], defaults: SampleTenants.defaults)
        let file = try TenantFile(yaml: yaml, name: "tenants.yaml", defaults: SampleTenants.defaults) { _ in nil }
        #expect(file.tenants == [entry.inForce(SampleTenants.defaults)])
    }

    @Test(arguments: TenantSetting.all.filter { !$0.isInFile }.map(\.key))
    func `the tenants file has nothing that is only in the database`(key: String) {
        let yaml = "tenants: [{id: a, numbers: ['+14155550100'], instructions: x, \(key): '1'}]"
        let error = #expect(throws: TenantFileError.self) {
            try TenantFile(yaml: yaml, name: "tenants.yaml", defaults: SampleTenants.defaults) { _ in nil }
        }
        #expect(error?.problems.first?.contains("unknown key \"\(key)\"") == true)
    }

    @Test(arguments: keys)
    func `a value goes into a row and comes back`(key: String) throws {
        let entry = Self.entry(try Self.setting(key))
        let row = TenantRow(entry, defaults: SampleTenants.defaults)
        let reading = try TenantRow(JSON.object(row.members).text)
            .read(numbers: entry.tenant.numbers, defaults: SampleTenants.defaults)
        #expect(reading.entry == entry)
        #expect(reading.unreadable == [:])
    }

    @Test func `a row that lacks a column, or has one of another shape, is refused by the column's name`() throws {
        let members = TenantRow(SampleTenants.full, defaults: SampleTenants.defaults).members
        for column in TenantSetting.all.compactMap(\.column) {
            var broken = members
            broken[column.name] = .object(["a": .array([.null])])
            let row = try TenantRow(JSON.object(broken).text)
            let shape = #expect(throws: TenantRow.Malformed.self) {
                guard try row.read(numbers: [], defaults: SampleTenants.defaults).unreadable.isEmpty else {
                    throw TenantRow.Malformed(description: "\(column.name): not of the shape that is wanted there")
                }
            }
            #expect(shape?.description == "\(column.name): not of the shape that is wanted there")
            guard !column.isNullable else { continue }
            broken[column.name] = nil
            let less = try TenantRow(JSON.object(broken).text)
            let missing = #expect(throws: TenantRow.Malformed.self) {
                try less.read(numbers: [], defaults: SampleTenants.defaults)
            }
            #expect(missing?.description == "\(column.name): the column is missing")
        }
    }

    @Test func `the comments of the shipped tenants file name every setting that it can have`() throws {
        let yaml = try String(contentsOfFile: packageFolder + "/Config/tenants.yaml", encoding: .utf8)
        let comments = Self.comments(in: yaml)
        for key in TenantSetting.fileKeys + ["id", "numbers", "instructionsFile"] {
            let path = key.split(separator: ".").map(String.init)
            let text = try #require(comments[path[0]], "\(key) has no comment")
            // Days are named as a whole.
            if path.count == 2, path[0] != "businessHours" {
                #expect(text.split { !$0.isLetter && $0 != "_" }.contains { $0 == path[1] }, "\(key)")
            }
        }
    }

    /// The comments by the key that each begins with: `#   key   words`, and further lines that are set in deeper.
    private static func comments(in yaml: String) -> [String: String] {
        var comments: [String: String] = [:]
        var key = ""
        for line in yaml.split(separator: "\n") where line.hasPrefix("#   ") {
            let text = line.dropFirst(4)
            if text.first != " " { key = String(text.prefix { $0 != " " }) }
            comments[key, default: ""] += text + " "
        }
        return comments
    }
}
