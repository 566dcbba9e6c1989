internal import Foundation
internal import Interface
internal import NIOCore
internal import Sessions
internal import Units

/// Files of the interface: one after the other, each on whatever connections there are.
///
/// @unchecked: everything mutable is touched on the client's loop only.
final class FileDesk: @unchecked Sendable {
    /// Files that wait for their turn.
    static let waitingMaximum = 100
    /// Names that a folder is looked through for.
    private static let nameCountMaximum = 5000

    private struct Job {
        var name: String
        var isUpload: Bool
        var run: @Sendable (FileTransfer) async throws(Failure) -> Void
    }

    private let say: @Sendable (Message) -> Void
    private var waiting: [Job] = []
    private var running: (transfer: FileTransfer, task: Task<Void, Never>)?

    init(say: @escaping @Sendable (Message) -> Void) {
        self.say = say
    }

    /// Takes every event of the client.
    func hear(_ event: ClientEvent) { self.running?.transfer.hear(event) }

    func send(_ path: String, to chat: String, caption: String, over client: Client?) {
        guard let client else { return }
        let path = Self.expanded(path)
        self.enqueue(
            Job(name: Self.name(of: path), isUpload: true) { transfer async throws(Failure) in
                let file = try SourceFile(path)
                _ = try await transfer.send(file, to: chat, caption: caption, over: client)
            })
    }

    func fetch(_ message: UInt64, into path: String, over client: Client?) {
        guard let client else { return }
        let path = Self.expanded(path)
        let say = self.say
        self.enqueue(
            Job(name: Self.name(of: path), isUpload: false) { transfer async throws(Failure) in
                try await transfer.fetch(message, into: try TargetFile(path), over: client)
                say(.notice(.info, "saved \(path)"))
            })
    }

    /// Nothing goes on that is under way; what is there of it stays, to be gone on with.
    func stop() {
        self.waiting = []
        self.running?.task.cancel()
    }

    private func enqueue(_ job: Job) {
        guard self.waiting.count < Self.waitingMaximum else {
            return self.say(.notice(.error, "too many files are waiting already"))
        }
        self.waiting.append(job)
        self.next()
    }

    private func next() {
        guard self.running == nil, !self.waiting.isEmpty else { return }
        let job = self.waiting.removeFirst()
        let say = self.say
        let transfer = FileTransfer { done, size in
            say(
                .transfer(
                    TransferView(name: job.name, done: done, size: size, isUpload: job.isUpload)))
        }
        say(.transfer(TransferView(name: job.name, done: 0, size: 1, isUpload: job.isUpload)))
        let task = Task {
            do throws(Failure) { try await job.run(transfer) } catch {
                let words = job.isUpload ? "not sent" : "not fetched"
                say(.notice(.error, "\(job.name) was \(words): \(error.message)"))
            }
            Client.sharedLoop.execute {
                self.running = nil
                say(.transfer(nil))
                self.next()
            }
        }
        self.running = (transfer, task)
    }

    // MARK: Paths

    /// Says what there is that begins so. On a thread that may wait: folders can be far away.
    func list(_ prefix: String) {
        let say = self.say
        DispatchQueue.global().async {
            say(.files(Self.paths(beginningWith: prefix), prefix: prefix))
        }
    }

    static func paths(beginningWith prefix: String) -> [String] {
        let cut = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
        let folder = String(prefix[..<cut])
        let begun = prefix[cut...]
        let place = folder.isEmpty ? "." : self.expanded(folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        return names.prefix(self.nameCountMaximum)
            .filter { $0.hasPrefix(begun) && (begun.hasPrefix(".") || !$0.hasPrefix(".")) }
            .sorted()
            .map { name in
                var isFolder: ObjCBool = false
                let path = place + "/" + name
                let exists = unsafe FileManager.default.fileExists(
                    atPath: path, isDirectory: &isFolder)
                return folder + name + (exists && isFolder.boolValue ? "/" : "")
            }
    }

    /// With one's home for a leading `~/`.
    private static func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        return NSHomeDirectory() + path.dropFirst()
    }

    private static func name(of path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }
}
