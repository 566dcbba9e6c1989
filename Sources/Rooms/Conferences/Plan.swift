public import Units

/// A conference that is there before and after it runs: once or weekly at its time, or a room that
/// is always there (L1.16).
///
/// Its ID stays the same however often it runs. Each time it begins with a floor of its own.
public struct Plan: Sendable, Hashable {
    /// Accounts of one plan; a full hall.
    public static let invitedMaximum = 1000
    /// Plans that one account owns: more than anybody keeps up with.
    public static let ownedMaximum = 100

    public let id: ConferenceID
    public let owner: AccountName
    /// With the schedule; the PIN only as a verifier.
    public var settings: ConferenceSettings
    /// Without the owner.
    public var invited: Set<AccountName>
    /// The owner's own 16 bytes for it; empty for none.
    public let clientID: [UInt8]

    public init(
        id: ConferenceID, owner: AccountName, settings: ConferenceSettings,
        invited: Set<AccountName>, clientID: [UInt8] = [],
    ) {
        self.id = id
        self.owner = owner
        self.settings = settings
        self.invited = invited.subtracting([owner])
        self.clientID = clientID
    }

    /// Those to whom it exists, and who are reminded of it.
    public var people: Set<AccountName> { self.invited.union([self.owner]) }

    /// The one that goes on or comes next; nil for a room, and for what is over.
    public func appointment(at now: Timestamp) -> Appointment? {
        self.settings.schedule.appointment(at: now)
    }

    /// Whether an account is one of its people.
    public func concerns(_ account: AccountName) -> Bool {
        account == self.owner || self.invited.contains(account)
    }

    /// It takes place no more; a room always may.
    public func isOver(at now: Timestamp) -> Bool {
        self.settings.schedule != .none && self.appointment(at: now) == nil
    }

    /// Whether people are to know at this moment that it begins soon, or has begun.
    public func isReminding(at now: Timestamp) -> Bool {
        guard let appointment = self.appointment(at: now) else { return false }
        return appointment.start.advanced(by: .zero - Schedule.reminderLead) <= now
    }

    /// Lets those pass who may begin it: everybody from its start to its end, those who lead from a
    /// little before, and into a room whenever they like.
    ///
    /// - Throws: `.notStarted` or `.ended`.
    public func requireBeginning(at now: Timestamp, leads: Bool) throws(Denial) {
        if self.settings.schedule == .none {
            guard leads else {
                throw Denial(.notStarted, "a moderator of this conference has to come first")
            }
            return
        }
        try self.settings.schedule.requireOpen(at: now)
        guard let start = self.appointment(at: now)?.start, now < start, !leads else { return }
        throw Denial(
            .notStarted, "the conference starts at \(start.rfc3339)",
            retryAfter: .milliseconds(start.milliseconds) - .milliseconds(now.milliseconds))
    }
}

/// What a PIN is compared with by who does not keep it: a digest with salt.
public struct PINVerifier: Sendable, Hashable {
    public static let saltLength = 16
    public static let digestLength = 32
    public let salt: [UInt8]
    public let digest: [UInt8]

    /// Nil for other lengths.
    public init?(salt: [UInt8], digest: [UInt8]) {
        guard salt.count == Self.saltLength, digest.count == Self.digestLength else { return nil }
        self.salt = salt
        self.digest = digest
    }
}
