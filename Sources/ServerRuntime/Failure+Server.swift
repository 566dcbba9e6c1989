internal import Records
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
        case .openToOthers(let path):
            self.init(
                .configuration, "the database '\(path)' can be read by others",
                hint: "chmod 600 \(path)")
        case .database(let reason):
            self.init(.inputOutput, "the database failed: \(reason)", hint: "see conclaved check")
        }
    }
}
