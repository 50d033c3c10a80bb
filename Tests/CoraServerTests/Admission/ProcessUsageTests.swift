import Testing

@testable import CoraServer

@Suite("What a process may have")
struct ProcessUsageTests {
    @Test("a control group's path and limit")
    func group() {
        #expect(
            ProcessUsage.groupPath(in: "1:name=x:/y\n0::/system.slice/cora.service\n") == "/system.slice/cora.service")
        #expect(ProcessUsage.groupPath(in: "0::/\n") == "")
        #expect(ProcessUsage.groupPath(in: "") == "")
        #expect(ProcessUsage.groupLimit(in: "max\n") == nil)
        #expect(ProcessUsage.groupLimit(in: "1073741824\n") == 1 << 30)
    }

    @Test("this process takes something")
    func own() {
        #expect(ProcessUsage.memoryBytes > 1 << 20)
        #expect(ProcessUsage.memoryLimit > 1 << 20)
    }
}
