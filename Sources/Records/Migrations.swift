internal import GRDB

/// The database's shape, one step after the other.
enum Migrations {
    /// In the order of their numbers, each in a file of its own.
    private static let steps: [Migration] = [
        .start, .chats, .accounts, .search, .files, .conferences, .polls, .audit, .policies,
        .passwords, .blocks, .owners, .places, .auditedGuests,
    ]

    static var all: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for step in self.steps { migrator.registerMigration(step.name, migrate: step.work) }
        return migrator
    }
}

/// One step of the database's shape; one that has shipped is never edited.
struct Migration: Sendable {
    /// Its number and what it brings; the database remembers it.
    let name: String
    let work: @Sendable (GRDB.Database) throws -> Void
}
