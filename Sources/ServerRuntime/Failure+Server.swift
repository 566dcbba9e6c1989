internal import Records
internal import SecureSockets
internal import Units

extension Failure {
    init(_ error: SocketError) {
        switch error {
        case .failed(let call, let reason):
            self.init(.failed, "\(call) failed: \(reason)")
        case .cannotRead(let path, let reason):
            self.init(.noInput, "cannot read '\(path)': \(reason)")
        case .cannotWrite(let path, let reason):
            self.init(.cannotCreate, "cannot write '\(path)': \(reason)")
        case .openToOthers(let path):
            self.init(
                .configuration, "the private key '\(path)' can be read by others",
                hint: "chmod 600 \(path)")
        case .unusableIdentity(let path, let reason):
            self.init(
                .configuration, "cannot use '\(path)': \(reason)",
                hint: "put a PEM file there, or move it away and its partner with it")
        case .portTaken(let address, let port):
            self.init(
                .unavailable, "port \(port) of \(address) is taken by another program",
                hint: "stop that program, or choose another port with --port")
        case .cannotListen(let address, let port, let reason):
            self.init(
                .unavailable, "cannot listen on port \(port) of \(address): \(reason)",
                hint: "name an address of this machine with --listen")
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
