import Foundation
import Testing
import Units

@testable import Console

struct ConsoleWriteTests {
    @Test func aLineGoesOutWhole() throws {
        let pipe = Pipe()
        #expect(Console.write("grüß", to: pipe.fileHandleForWriting.fileDescriptor) == .done)
        try pipe.fileHandleForWriting.close()
        #expect(try pipe.fileHandleForReading.readToEnd() == Data("grüß\n".utf8))
    }

    @Test func aClosedPipeIsTellableFromAFullDisk() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        #expect(Console.write("x", to: pipe.fileHandleForWriting.fileDescriptor) == .closed)
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        #expect(
            Console.write("x", to: full.fileDescriptor)
                == .failed(reason: "No space left on device"))
    }
}
