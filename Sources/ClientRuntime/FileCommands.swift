internal import Canvas
internal import Console
internal import Foundation
internal import Sessions
public import Units
internal import Wire

/// `file send` and `file get`: a file into a chat, and out of it.
public enum FileCommands {
    /// Sends a file and returns when the message that it comes with is there for good.
    ///
    /// Prints the message's number, by which it is fetched.
    public static func send(
        _ settings: Settings, chat: String, path: String, caption: String
    ) async throws(Failure) {
        let file = try SourceFile(path)
        let transfer = FileTransfer(report: Self.progress(file.name))
        try await Client.visit(settings, listener: { transfer.hear($0) }) {
            client async throws(Failure) in
            let entry = try await client.chat(named: chat)
            let posted = try await transfer.send(
                file, to: entry.id, caption: caption, over: client)
            Console.print("\(posted.revision)")
        }
    }

    /// Fetches the file that came with a message.
    public static func fetch(
        _ settings: Settings, message: UInt64, output: String
    ) async throws(Failure) {
        let target = try TargetFile(output)
        let transfer = FileTransfer(report: Self.progress(output))
        try await Client.visit(settings, listener: { transfer.hear($0) }) {
            client async throws(Failure) in
            try await transfer.fetch(message, into: target, over: client)
        }
    }

    /// A line that is written over again and again, for a person at a terminal only.
    private static func progress(_ name: String) -> @Sendable (UInt64, UInt64) -> Void {
        guard isatty(STDERR_FILENO) == 1 else { return { _, _ in } }
        let shown = Sanitized(remote: name).text
        return { done, size in
            let end = done == size ? "\n" : ""
            let percent = size == 0 ? 100 : done * 100 / size
            FileHandle.standardError.write(Data("\r\(shown): \(percent) %\(end)".utf8))
        }
    }
}
