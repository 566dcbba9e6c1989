internal import Records
internal import Rooms
internal import SecureSockets
internal import Units

extension Failure {
    init(_ error: SocketError) {
        switch error {
        case .failed: self.init(.failed, error.text)
        case .cannotRead: self.init(.noInput, error.text)
        case .cannotWrite: self.init(.cannotCreate, error.text)
        case .openToOthers(let path):
            self.init(.configuration, error.text, hint: "chmod 600 \(path)")
        case .unusableIdentity:
            self.init(
                .configuration, error.text,
                hint: "put a PEM file there, or move it away and its partner with it")
        case .portTaken:
            self.init(
                .unavailable, error.text,
                hint: "stop that program, or choose another port with --port")
        case .cannotListen:
            self.init(
                .unavailable, error.text, hint: "name an address of this machine with --listen")
        }
    }

    init(_ error: RecordsError) {
        switch error {
        case .accountExists(let name):
            self.init(
                .cannotCreate, "the name '\(name)' is taken",
                hint: "a removed account's name is never given again")
        case .noSuchAccount(let name):
            self.init(.notFound, "no account is called '\(name)'", hint: "see conclaved user list")
        case .looksLike(let name, let other):
            self.init(
                .cannotCreate, "the name '\(name)' looks like '\(other)'",
                hint: "0 and o, 1 and l, m and rn count as the same; '.', '_' and '-' as nothing")
        case .reservedName(let name):
            self.init(
                .cannotCreate, "the name '\(name)' is reserved",
                hint: "names that begin with '\(AccountName.guestPrefix)' are for guests")
        case .badCard(let reason): self.init(.badData, reason)
        case .groupExists(let name):
            self.init(.cannotCreate, "there is a group '\(name)' already")
        case .noSuchGroup(let name):
            self.init(.notFound, "no group is called '\(name)'", hint: "see conclaved group list")
        case .noSuchChat(let chat):
            self.init(
                .notFound, "no group or channel is called '\(chat)'",
                hint: "see conclaved chat list")
        case .notInChat(let name, let chat):
            self.init(
                .notFound, "'\(name)' is not in '\(chat)'",
                hint: "only a member can become the owner")
        case .everyoneIsFixed:
            self.init(
                .misused, "all accounts are in the group 'everyone', and it stays",
                hint: "change its rights, or add a group")
        case .openToOthers(let path):
            self.init(
                .configuration, "the database '\(path)' can be read by others",
                hint: "chmod 600 \(path)")
        case .database(let reason):
            self.init(.inputOutput, "the database failed: \(reason)", hint: "see conclaved check")
        }
    }
}
