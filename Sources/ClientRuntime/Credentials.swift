internal import Console
internal import Foundation
internal import SealedMedia
internal import Sessions
internal import Units

/// A device's keys and the derived login keys, each in a private file of the profile.
struct Credentials {
    let paths: Paths

    /// The device's keys; made and kept the first time.
    func deviceKeys() throws(Failure) -> DeviceKeys {
        if let bytes = try PrivateFile.read(self.paths.device) {
            guard let keys = DeviceKeys(serialized: bytes) else {
                throw Failure(
                    .configuration, "\(self.paths.device) does not hold a device's keys",
                    hint: "move it away; the next login makes new ones")
            }
            return keys
        }
        let keys = try trying("making a device's keys") { () throws(SealingError) in
            try DeviceKeys()
        }
        try PrivateFile.write(keys.serialized, to: self.paths.device)
        return keys
    }

    /// The keys of an earlier login, if they were kept.
    func loginKeys(server: ServerAddress, account: String) throws(Failure) -> SCRAMKeys? {
        let path = self.paths.loginKeys(server: server, account: account)
        guard let bytes = try PrivateFile.read(path) else { return nil }
        return SCRAMKeys(serialized: bytes)
    }

    func keep(_ keys: SCRAMKeys, server: ServerAddress, account: String) throws(Failure) {
        let path = self.paths.loginKeys(server: server, account: account)
        try PrivateFile.write(keys.serialized, to: path)
    }

    /// Keeps other keys where some were kept.
    func replace(_ keys: SCRAMKeys, server: ServerAddress, account: String) throws(Failure) {
        guard try self.loginKeys(server: server, account: account) != nil else { return }
        try self.keep(keys, server: server, account: account)
    }

    func forgetLogin(server: ServerAddress, account: String) throws(Failure) {
        try PrivateFile.remove(self.paths.loginKeys(server: server, account: account))
    }
}
