internal import Foundation
internal import GRDB
internal import Synchronization

/// Moves what is committed from the write-ahead log into the database, on a thread of its own.
///
/// SQLite does it by itself after a commit, and then whoever waits for the next commit waits for
/// two more syncs and a thousand pages, too. Beside the writer it holds up nobody.
final class Checkpointer: Sendable {
    /// Pages of the log after which the writer does it itself after all: 64 MiB. Only a disk that
    /// can't keep up gets there; a longer log makes reading and the next start slower.
    static let pagesMaximum = 16_384
    /// Bytes of the log from which on it is worth the syncs.
    private static let lengthMinimum = 4_194_304

    private let queue: DatabaseQueue
    private let log: String
    private let isBusy = Atomic(false)

    init(path: String, _ configuration: Configuration) throws {
        var configuration = configuration
        configuration.label = "checkpoints"
        self.queue = try DatabaseQueue(path: path, configuration: configuration)
        self.log = path + "-wal"
    }

    /// Begins, if the log is long enough and nothing is under way.
    func look() {
        var status = stat()
        guard unsafe stat(self.log, &status) == 0, status.st_size >= Self.lengthMinimum,
            self.isBusy.compareExchange(
                expected: false, desired: true, ordering: .acquiringAndReleasing
            ).exchanged
        else { return }
        self.queue.asyncWriteWithoutTransaction { database in
            // What fails is tried again after the next commit.
            _ = try? database.checkpoint(.passive)
            self.isBusy.store(false, ordering: .releasing)
        }
    }
}
