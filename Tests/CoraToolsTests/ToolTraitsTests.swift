import CoraCall
import CoraTools
import Testing

struct ToolTraitsTests {
    private let catalog = ToolRegistry.cora.catalog

    @Test(arguments: [
        (Commitment.booking, ["book_showing"], true), (.booking, ["request_callback"], false),
        (.booking, ["qualify_lead", "search_properties", "end_call"], false),
        (.callback, ["request_callback"], true), (.callback, ["book_showing"], true),
        (.callback, ["qualify_lead"], false), (.message, ["qualify_lead"], true), (.message, [], false),
        (.transfer, ["transfer_to_human"], true), (.transfer, ["request_callback"], false),
        (.booking, ["somebody_elses_tool"], true), (.transfer, ["search_properties"], false),
    ])
    func `tools stand behind what they do`(commitment: Commitment, tools: [String], isBacked: Bool) {
        #expect(commitment.isBacked(by: tools, in: catalog) == isBacked)
    }

    @Test(arguments: [
        (Commitment.booking, "book_showing"), (.callback, "request_callback"), (.message, "request_callback"),
        (.transfer, "transfer_to_human"),
    ])
    func `what was claimed is made good by the tool for it`(commitment: Commitment, tool: String) {
        #expect(catalog.tool(thatMakesGood: commitment) == tool)
        #expect(catalog[tool].backs.contains(commitment))
        let correction = Directions.correction(of: commitment, lineStaysOpen: false, with: catalog)
        #expect(correction.contains("If you have \(tool) and know all it needs, use it now."))
    }

    @Test func `the names are those of the registry, and the call's own`() {
        #expect(
            catalog.names == [
                "search_properties", "book_showing", "qualify_lead", "request_callback", "transfer_to_human",
                "end_call",
            ])
    }
}
