import Foundation
import Testing
import Units

@testable import Console

struct PrivateFileTests {
    /// A directory that is gone after the test.
    private func inDirectory(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "conclave-" + UUID().uuidString
        try PrivateFile.makeDirectory(path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test func whatIsWrittenIsReadAndNobodyElsesToRead() throws {
        try self.inDirectory { directory in
            let path = directory + "/keys"
            #expect(try PrivateFile.read(path) == nil)
            try PrivateFile.write([1, 2, 3], to: path)
            try PrivateFile.write([4], to: path)
            #expect(try PrivateFile.read(path) == [4])
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["keys"])
            unsafe chmod(path, 0o644)
            #expect(throws: Failure.self) { try PrivateFile.read(path) }
        }
    }

    @Test func whatAnotherStartLeftDoesNotStandInTheWay() throws {
        try self.inDirectory { directory in
            let path = directory + "/keys"
            try PrivateFile.makeDirectory(path + ".new")
            try PrivateFile.write([1], to: path)
            #expect(try PrivateFile.read(path) == [1])
        }
    }

    @Test func manyWhoWriteAtOnceAllSucceedAndLeaveOneWholeFile() throws {
        try self.inDirectory { directory in
            let path = directory + "/keys"
            DispatchQueue.concurrentPerform(iterations: 32) { number in
                let content = [UInt8](repeating: UInt8(number), count: 4096)
                #expect(throws: Never.self) { try PrivateFile.write(content, to: path) }
            }
            let content = try #require(try PrivateFile.read(path))
            #expect(content.count == 4096)
            #expect(Set(content).count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["keys"])
        }
    }
}
