public import Console
internal import Rooms
internal import Sessions
public import Units

/// How one comes into a conference: its name, and what is shown at its door.
public struct Invitation: Sendable {
    /// An ID, a link to it, or its owner: `@alice`.
    public var conference: String
    /// Never from the argument list.
    public var pin: PasswordSource?
    /// What somebody without an account wants to be called.
    public var guestName: String?

    public init(_ conference: String, pin: PasswordSource? = nil, guestName: String? = nil) {
        self.conference = conference
        self.pin = pin
        self.guestName = guestName
    }

    /// The server that a link names; nil for an ID.
    ///
    /// - Throws: exit code 2 for what is neither.
    public func server() throws(Failure) -> String? {
        guard self.conference.contains(":") else { return nil }
        do throws(LinkError) {
            return try ConclaveLink(parsing: self.conference).server
        } catch {
            throw Failure(.misused, error.description)
        }
    }

    /// A conference, or `@alice` for the one that she owns.
    func destination() throws(Failure) -> Destination {
        guard self.conference.hasPrefix("@") else { return .conference(try self.id().text) }
        guard let owner = AccountName(self.conference.dropFirst()) else {
            throw Failure(.misused, "'\(self.conference)' is not an account name")
        }
        return .owner(owner)
    }

    func id() throws(Failure) -> ConferenceID {
        if let id = ConferenceID(self.conference) { return id }
        if let link = try? ConclaveLink(parsing: self.conference),
            case .conference(let id) = link.target
        {
            return id
        }
        throw Failure(
            .misused, "'\(self.conference)' is not a conference ID",
            hint: "it looks like k7f2-mq9x-d3tv; 'conclave call' prints it")
    }

    func digits() throws(Failure) -> PIN? {
        guard let source = self.pin else { return nil }
        let text = String(decoding: try source.read(prompt: "PIN: "), as: UTF8.self)
        do throws(Denial) { return try PIN(text) } catch {
            throw Failure(.badData, error.sentence)
        }
    }

    /// Nil for who has an account.
    func guestPass() throws(Failure) -> GuestPass? {
        guard let name = self.guestName else { return nil }
        let checked: GuestName
        do throws(Denial) { checked = try GuestName(name) } catch {
            throw Failure(.misused, "'\(name)' cannot be a guest's name: \(error.sentence)")
        }
        return GuestPass(try self.id(), name: checked, pin: try self.digits())
    }
}
