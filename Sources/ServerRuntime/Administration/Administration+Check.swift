internal import Console
internal import Records
internal import Rooms
internal import SecureSockets
internal import Sessions
public import Units

extension Administration {
    /// Looks at everything the server needs, prints what holds, and fails with what does not.
    public func check() throws(Failure) {
        try self.directory.check()
        self.print("directory \(self.directory.path): private")
        let identity: ServerIdentity
        do throws(SocketError) {
            identity = try ServerIdentity(
                certificatePath: self.directory.certificate, keyPath: self.directory.key)
        } catch {
            throw Failure(error)
        }
        self.print("key and certificate: fit each other")
        self.print("fingerprint \(identity.fingerprint)")
        let (faults, count) = try self.withDatabase { database throws(RecordsError) in
            (try database.integrityFaults(), try database.accounts().count)
        }
        guard faults.isEmpty else {
            for fault in faults { Console.complain(LogLineText.clean(fault)) }
            throw Failure(
                .badData, "the database is damaged", hint: "restore the newest backup")
        }
        self.print("database: sound, \(count) accounts")
        let reading = try self.withDatabase { database throws(RecordsError) in
            try database.policyReading()
        }
        for policy in Policy.all {
            self.print("policy \(policy.name): \(policy.value(in: reading.policies))")
        }
        for row in reading.unreadable {
            Console.complain("policy '\(LogLineText.clean(row))' can't be read and does not hold")
        }
        for (name, value) in Self.limits { self.print("limit \(name): \(value)") }
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
            ("members of a group", "\(ChatLimits().membersMaximum)"),
            ("conferences", "\(rooms.conferencesMaximum)"),
        ]
    }
}
