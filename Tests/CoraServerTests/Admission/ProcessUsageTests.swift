import Testing

@testable import CoraServer

struct ProcessUsageTests {
    @Test func `a control group's path and limit`() {
        #expect(
            ProcessUsage.groupPath(in: "1:name=x:/y\n0::/system.slice/cora.service\n") == "/system.slice/cora.service")
        #expect(ProcessUsage.groupPath(in: "0::/\n") == "")
        #expect(ProcessUsage.groupPath(in: "") == "")
        #expect(ProcessUsage.groupLimit(in: "max\n") == nil)
        #expect(ProcessUsage.groupLimit(in: "1073741824\n") == 1 << 30)
    }

    @Test func `this process takes something`() {
        #expect(ProcessUsage.memoryBytes > 1 << 20)
        #expect(ProcessUsage.memoryLimit > 1 << 20)
    }
}
