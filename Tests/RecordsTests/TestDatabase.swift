import Foundation
import Records

/// A database in a directory that goes with it.
final class TestDatabase {
    let directory: String
    var path: String { self.directory + "/test.sqlite" }
    let database: Database

    init() throws {
        self.directory = NSTemporaryDirectory() + "conclave-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: self.directory, withIntermediateDirectories: false)
        self.database = try Database(path: self.directory + "/test.sqlite")
    }

    deinit {
        // What can't be removed is the temporary directory's to sweep.
        try? FileManager.default.removeItem(atPath: self.directory)
    }
}
