internal import Console
internal import Records
internal import Rooms
internal import Units

/// What an administrator does with accounts, groups and files, whether a server runs or not.
///
/// A running server notices within a second: it cuts connections of accounts that may not have them
/// any more, and follows changed rights while they last.
public struct Administration {
    let directory: DataDirectory
    /// Where answers go, a line each.
    let print: (String) -> Void

    public init(_ directory: DataDirectory) {
        self.init(directory, print: Console.print)
    }

    init(_ directory: DataDirectory, print: @escaping (String) -> Void) {
        self.directory = directory
        self.print = print
    }

    /// Opens the database, or makes it, and does something with it.
    func withDatabase<Value>(
        _ work: (Database) throws(RecordsError) -> Value
    ) throws(Failure) -> Value {
        try self.directory.prepare()
        let database = try Database.open(in: self.directory)
        do throws(RecordsError) { return try work(database) } catch { throw Failure(error) }
    }

    static func account(_ name: String) throws(Failure) -> AccountName {
        guard let account = AccountName(name) else {
            throw Failure(
                .misused, "'\(name)' can't be an account's name", hint: self.nameHint)
        }
        return account
    }

    static func group(_ name: String) throws(Failure) -> GroupName {
        guard let group = GroupName(name) else {
            throw Failure(.misused, "'\(name)' can't be a group's name", hint: self.nameHint)
        }
        return group
    }

    private static let nameHint =
        "use 1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first"
}
