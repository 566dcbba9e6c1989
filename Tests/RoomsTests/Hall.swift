import Rooms
import Testing
import Units

/// A conference for tests: short words for who comes and what they do.
///
/// The owner is `olga` (1). Others get numbers in the order in which they come.
struct Hall {
    var floor: Floor
    var now = Instant.start + .seconds(1000)
    private var next: UInt32 = 1

    init(
        _ kind: ConferenceKind = .roleBased, moderators: Set<AccountName> = [],
        invited: Set<AccountName> = [], plannedEnd: Instant? = nil,
        limits: FloorLimits = FloorLimits(), _ change: (inout ConferenceSettings) -> Void = { _ in }
    ) {
        var settings = ConferenceSettings(kind)
        change(&settings)
        self.floor = Floor(
            settings, owner: .olga, moderators: moderators, invited: invited,
            plannedEnd: plannedEnd, limits: limits, at: self.now)
    }

    /// - Returns: The newcomer's number, or the denial.
    @discardableResult
    mutating func enter(
        _ visitor: Visitor, with devices: Set<ConferenceDevice> = [.speaker],
        replacing: UInt32? = nil
    ) throws(Denial) -> UInt32 {
        let number = self.next
        self.next += 1
        _ = try self.floor.enter(
            number, visitor, with: devices, replacing: replacing, at: self.now)
        return number
    }

    /// People come in one after the other, a second apart.
    mutating func enter(_ names: String...) throws(Denial) {
        for name in names {
            try self.enter(Visitor(.named(name)))
            self.now = self.now + .seconds(1)
        }
    }

    @discardableResult
    mutating func act(_ number: UInt32, _ action: ConferenceAction) throws(Denial) -> [FloorChange]
    {
        try self.floor.handle(action, by: number, at: self.now)
    }

    /// Expects a refusal that changes nothing.
    @discardableResult
    mutating func refuse(
        _ number: UInt32, _ action: ConferenceAction, _ cause: Refusal, _ sentence: String? = nil,
        at location: SourceLocation = #_sourceLocation
    ) -> Denial? {
        let before = self.floor
        do throws(Denial) {
            _ = try self.floor.handle(action, by: number, at: self.now)
            Issue.record("\(action) was not refused", sourceLocation: location)
            return nil
        } catch {
            #expect(error.cause == cause, sourceLocation: location)
            if let sentence { #expect(error.sentence == sentence, sourceLocation: location) }
            #expect(self.floor == before, sourceLocation: location)
            return error
        }
    }

    func seat(_ number: UInt32) -> Seat? { self.floor.attendees[number]?.seat(at: self.now) }

    func isOn(_ device: ConferenceDevice, of number: UInt32) -> Bool {
        self.floor.attendees[number]?.devices.contains(device) ?? false
    }

    func hears(_ receiver: UInt32, _ sender: UInt32) -> Bool {
        self.floor.passes(.voice, from: sender, to: receiver, at: self.now)
    }

    mutating func wait(_ duration: Duration) -> [FloorChange] {
        self.now = self.now + duration
        return self.floor.advance(at: self.now)
    }
}

extension PersonID {
    static let olga = PersonID.named("olga")

    /// `guest7` is guest 7, everything else an account.
    static func named(_ text: String) -> PersonID {
        if text.hasPrefix("guest"), let number = UInt32(text.dropFirst(5)) { return .guest(number) }
        return .account(.named(text))
    }
}

extension AccountName {
    static func named(_ text: String) -> AccountName {
        guard let name = AccountName(text) else { preconditionFailure("'\(text)' is no name") }
        return name
    }
}

extension Visitor {
    static func guest(_ number: UInt32) -> Visitor { Visitor(.guest(number)) }

    static func operating(_ name: String) -> Visitor {
        var visitor = Visitor(.named(name))
        visitor.isOperator = true
        return visitor
    }

    static func calling(_ name: String) -> Visitor {
        var visitor = Visitor(.named(name))
        visitor.hasCalled = true
        return visitor
    }

    static func recorder(of name: String) -> Visitor {
        var visitor = Visitor(.named(name))
        visitor.kind = .recorder
        return visitor
    }
}
