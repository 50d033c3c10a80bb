import CoraDoor
import Testing

@testable import CoraServer

struct ClientPageTests {
    private static func text(_ file: PageFile) -> String { String(decoding: file.bytes, as: UTF8.self) }

    @Test func `the page names its files by the folder that changes with them`() {
        let page = Self.text(ClientAsset.page)
        #expect(!page.contains("$"))
        #expect(ClientAsset.folder.count == 16)
        for asset in [ClientAsset.style, .icon, .script] {
            #expect(page.contains("\"\(ClientAsset.folder)/\(asset.rawValue)\""))
        }
    }

    @Test func `there is no script and no style in the page itself, as its policy wants`() {
        let page = Self.text(ClientAsset.page)
        #expect(!page.contains("<style") && !page.contains(" style=") && !page.contains(" on"))
        #expect(page.ranges(of: "<script").count == 1)
    }

    @Test(arguments: ClientAsset.allCases)
    func `a module asks for files that there are`(asset: ClientAsset) {
        guard asset.file.kind == .javaScript else { return }
        let names = Self.text(asset.file).matches(of: /'\.\/(client[a-z-]*\.[a-z]+)'/).map { String($0.output.1) }
        for name in names { #expect(ClientAsset(rawValue: name) != nil, "\(name)") }
        #expect(!Self.text(asset.file).contains("innerHTML"))
    }
}
