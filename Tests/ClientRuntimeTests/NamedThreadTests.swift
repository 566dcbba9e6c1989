import Foundation
import Synchronization
import Testing

@testable import ClientRuntime

struct NamedThreadTests {
    @Test func aThreadHasItsNameForTopAndEndsWhenItIsTold() {
        let name = Mutex("")
        let started = DispatchSemaphore(value: 0)
        let thread = NamedThread("speaker") { shouldStop in
            let bytes = FileManager.default.contents(atPath: "/proc/thread-self/comm") ?? Data()
            name.withLock { $0 = String(decoding: bytes, as: UTF8.self) }
            started.signal()
            while !shouldStop() { NamedThread.sleep(nanoseconds: 100_000) }
        }
        started.wait()
        #expect(name.withLock { $0 } == "speaker\n")
        thread.join()
        thread.join()
    }
}
