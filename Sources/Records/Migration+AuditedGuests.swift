internal import GRDB

extension Migration {
    /// Guests who are named in the audit log keep their names; few are.
    static let auditedGuests = Migration(name: "14 guests in the audit log") { database in
        try database.execute(
            sql: "CREATE INDEX audit_guest ON audit (actor) WHERE actor GLOB 'guest.*'")
    }
}
