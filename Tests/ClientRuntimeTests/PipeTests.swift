import Foundation
import Testing
import Units

@testable import ClientRuntime

/// Pipes, whose other end may be nobody or somebody who stalls: nothing waits for them for ever.
struct PipeTests {
    /// A pipe with a name, gone with the test.
    private final class NamedPipe {
        let path = NSTemporaryDirectory() + "conclave-pipe-" + UUID().uuidString

        init() throws { try #require(unsafe mkfifo(self.path, 0o600) == 0) }

        deinit { unsafe unlink(self.path) }
    }

    private func failure(_ body: () throws(Failure) -> Void) -> Failure? {
        do throws(Failure) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func aPipeIsNoFileToReadAndIsNotWaitedFor() throws {
        let pipe = try NamedPipe()
        let refused = Failure(
            .noInput, "cannot read '\(pipe.path)': it is a pipe or a device and not a file",
            hint: "write what it gives into a file first")
        let sound = self.failure { () throws(Failure) in
            _ = try WAVSource(path: pipe.path, loops: false)
        }
        #expect(sound == refused)
        let pictures = self.failure { () throws(Failure) in
            _ = try Y4MSource(path: pipe.path, loops: false)
        }
        #expect(pictures == refused)
    }

    @Test func aPipeThatNobodyReadsIsNotOpenedToWrite() throws {
        let pipe = try NamedPipe()
        let failure = self.failure { () throws(Failure) in _ = try WAVSink(path: pipe.path) }
        #expect(failure?.exitCode == .cannotCreate)
    }

    @Test func aPipeWithAReaderGetsTheSound() throws {
        let pipe = try NamedPipe()
        let reader = unsafe open(pipe.path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        var sink = try WAVSink(path: pipe.path)
        try sink.play([Int16](repeating: 0, count: 960))
        try sink.finish()
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(reader, &bytes, bytes.count)
        #expect(count == 44 + 1920)
    }
}
