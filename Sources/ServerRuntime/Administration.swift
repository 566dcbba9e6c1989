public import Console
internal import Foundation
internal import Records
internal import Rooms
internal import SecureSockets
internal import Sessions
public import Units

/// What an administrator does with accounts and files, whether a server runs or not.
///
/// A running server notices within a second: connections of accounts that were removed or got
/// another password are cut.
public struct Administration {
    private let directory: DataDirectory

    public init(_ directory: DataDirectory) {
        self.directory = directory
    }

    // MARK: Accounts

    public func add(_ name: String, _ password: PasswordSource) throws(Failure) {
        let account = try Self.account(name)
        let database = try self.database()
        let credential = try Self.credential(password, for: account)
        try Self.told { () throws(RecordsError) in
            try database.addAccount(account, credential, at: Moment.now.timestamp)
        }
        Console.print("added \(account)")
    }

    /// One name a line, and when it was added.
    public func list() throws(Failure) {
        let database = try self.database()
        let accounts = try Self.told { () throws(RecordsError) in try database.accounts() }
        for account in accounts { Console.print("\(account.name)\t\(account.created.rfc3339)") }
    }

    public func setPassword(_ name: String, _ password: PasswordSource) throws(Failure) {
        let account = try Self.account(name)
        let database = try self.database()
        let credential = try Self.credential(password, for: account)
        try Self.told { () throws(RecordsError) in
            try database.setCredential(credential, of: account)
        }
        Console.print("changed the password of \(account)")
    }

    public func remove(_ name: String) throws(Failure) {
        let account = try Self.account(name)
        let database = try self.database()
        try Self.told { () throws(RecordsError) in try database.removeAccount(account) }
        Console.print("removed \(account)")
    }

    // MARK: Checking

    /// Looks at everything the server needs, prints what holds, and fails with what does not.
    public func check() throws(Failure) {
        try self.directory.check()
        Console.print("directory \(self.directory.path): private")
        let identity: ServerIdentity
        do throws(SocketError) {
            identity = try ServerIdentity(
                certificatePath: self.directory.certificate, keyPath: self.directory.key)
        } catch {
            throw Failure(error)
        }
        Console.print("key and certificate: fit each other")
        Console.print("fingerprint \(identity.fingerprint)")
        let database = try Database.open(in: self.directory)
        let (faults, count) = try Self.told { () throws(RecordsError) in
            (try database.integrityFaults(), try database.accounts().count)
        }
        guard faults.isEmpty else {
            for fault in faults { Console.complain(LogLineText.clean(fault)) }
            throw Failure(
                .badData, "the database is damaged", hint: "restore the newest backup")
        }
        Console.print("database: sound, \(count) accounts")
        for (name, value) in Self.limits { Console.print("limit \(name): \(value)") }
    }

    /// The limits that hold for strangers and for everybody.
    private static var limits: [(String, String)] {
        let sockets = Service.limits(SocketLimits())
        let rooms = SwitchboardLimits()
        return [
            ("connections", "\(sockets.connectionMaximum)"),
            ("connections before login", "\(sockets.halfOpenMaximum)"),
            ("connections before login from one source", "\(sockets.halfOpenPerSourceMaximum)"),
            ("time until login", "\(sockets.loginDeadline)"),
            ("bytes before login", "\(sockets.bytesBeforeLoginMaximum)"),
            ("silence of a connection", "\(rooms.silenceMaximum)"),
            ("members of a group", "\(rooms.membersMaximum)"),
            ("conferences", "\(rooms.conferencesMaximum)"),
        ]
    }

    // MARK: Parts

    private static func told<Value>(
        _ work: () throws(RecordsError) -> Value
    ) throws(Failure) -> Value {
        do throws(RecordsError) { return try work() } catch { throw Failure(error) }
    }

    private func database() throws(Failure) -> Database {
        try self.directory.prepare()
        return try Database.open(in: self.directory)
    }

    private static func account(_ name: String) throws(Failure) -> AccountName {
        guard let account = AccountName(name) else {
            throw Failure(
                .misused, "'\(name)' can't be an account's name",
                hint: "use 1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first")
        }
        return account
    }

    private static func credential(
        _ source: PasswordSource, for account: AccountName
    ) throws(Failure) -> SCRAMCredential {
        var password = try source.read(prompt: "Password for \(account): ")
        if source == .terminal {
            guard try source.read(prompt: "Once more: ") == password else {
                throw Failure(.badData, "the two passwords differ")
            }
        }
        defer { for index in password.indices { password[index] = 0 } }
        return .make(password: password)
    }
}

extension SCRAMCredential {
    /// With a fresh salt.
    static func make(
        password: [UInt8], iterations: Int = SCRAMIterations.standard
    ) -> SCRAMCredential {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        return .make(
            password: password, salt: salt, iterations: iterations,
            primitives: .openSSL)
    }
}
