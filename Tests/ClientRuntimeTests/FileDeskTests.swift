import Foundation
import Testing

@testable import ClientRuntime

struct FileDeskTests {
    @Test func pathsBeginAsWritten() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "documents"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["dot.txt", "other", ".hidden"] {
            try Data().write(to: folder.appending(path: name))
        }
        let place = folder.path + "/"
        #expect(
            FileDesk.paths(beginningWith: place + "do")
                == [place + "documents/", place + "dot.txt"])
        #expect(
            FileDesk.paths(beginningWith: place)
                == [place + "documents/", place + "dot.txt", place + "other"])
        #expect(FileDesk.paths(beginningWith: place + ".h") == [place + ".hidden"])
        #expect(FileDesk.paths(beginningWith: place + "none/") == [])
    }
}
