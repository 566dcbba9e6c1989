internal import GRDB

extension Migration {
    /// Settings are kept by the names and in the words of the table of policies.
    static let policies = Migration(name: "9 policies") { database in
        try database.execute(
            sql: """
                UPDATE setting SET
                    value = iif(value = '', 'none', replace(value, ' ', ','))
                    WHERE name = 'password-classes';
                UPDATE setting SET
                    name = 'password-name', value = iif(value = 'true', 'off', 'on')
                    WHERE name = 'password-refuses-name';
                UPDATE setting SET value = value || 'm' WHERE name = 'login-window';
                """)
    }
}
