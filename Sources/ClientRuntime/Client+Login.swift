internal import Canvas
internal import Console
internal import Foundation
internal import Rooms
internal import SecureSockets
internal import Sessions
internal import Units

/// From settings to a session that is logged in.
extension Client {
    /// Logs in, and returns when the server has let us in.
    ///
    /// A server whose key is not known yet is shown and asked about where somebody can answer;
    /// elsewhere it is refused with the fingerprint to compare.
    ///
    /// - Parameters:
    ///   - usesKeptKeys: false asks for the password even if keys were kept.
    ///   - listener: called on the loop for every event, in order, from the first one on.
    static func logIn(
        _ settings: Settings, history: HistoryStart, usesKeptKeys: Bool = true,
        listener: @escaping Listener = { _ in },
    ) async throws(Failure) -> Client {
        let known = KnownServers(path: settings.paths.knownServers)
        let login = try Self.login(settings, usesKeptKeys: usesKeptKeys)
        let pinned = try known.fingerprint(of: settings.server)
        let trust = Self.trust(given: settings.fingerprint, pinned: pinned)
        do {
            return try await Self.logIn(login, trust, history: history, listener: listener)
        } catch .unknownServer(let fingerprint) {
            guard try Self.isTrusted(settings.server, fingerprint) else {
                throw Failure(
                    .notPermitted, "the server's key was not trusted",
                    hint: "compare it with what 'conclaved serve' printed when it started")
            }
            try known.trust(settings.server, fingerprint: fingerprint)
            let trust = ServerTrust.fingerprint(fingerprint)
            do {
                return try await Self.logIn(login, trust, history: history, listener: listener)
            } catch {
                throw error.failure(settings.server)
            }
        } catch {
            throw error.failure(settings.server)
        }
    }
}
