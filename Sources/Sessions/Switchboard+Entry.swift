import Rooms
import Units
import Wire

/// Coming to a conference's door, coming in, and going away.
extension Switchboard {
    mutating func join(
        _ join: JoinConference, _ call: Call, by session: Session, at now: Moment
    ) {
        do throws(Denial) {
            let isElsewhere = self.connections[call.connection]?.place != nil
            if !isElsewhere, let plan = self.planToBegin(join, by: session) {
                return try self.begin(
                    plan, for: Knock(call: call, join: join), by: session, at: now)
            }
            let id = try self.conference(named: join, by: session)
            guard !isElsewhere else { throw Denial(.notPossibleNow) }
            switch join.kind {
            case .person: break
            case .bot where session.isGuest: throw Denial(.accessDenied)
            case .recorder: try self.require(.record, of: session)
            case .bot: break
            case .unspecified, .UNRECOGNIZED: throw Denial(.protocolMismatch)
            }
            try self.knock(join, at: id, call, session, at: now)
        } catch { self.refuse(call, error) }
    }

    /// Who calls a conference's owner need not know the conference (L1.26).
    private func conference(
        named join: JoinConference, by session: Session
    ) throws(Denial) -> ConferenceID {
        guard join.calls.isEmpty || session.isGuest else {
            let owner = AccountName(join.calls)
            let owned = self.conferences.values.filter { meeting in
                owner.map {
                    meeting.role(of: $0) == .owner && !self.blocks.holds(session.account, of: $0)
                } ?? false
            }
            guard let meeting = owned.min(by: { $0.id.text < $1.id.text }) else {
                throw Denial(.unavailable)
            }
            return meeting.id
        }
        guard let id = ConferenceID(join.conference), let meeting = self.conferences[id],
            self.reaches(session, meeting)
        else { throw Denial(.conferenceNotFound) }
        return id
    }

    private mutating func knock(
        _ join: JoinConference, at id: ConferenceID, _ call: Call, _ session: Session,
        at now: Moment,
    ) throws(Denial) {
        guard let meeting = self.conferences[id] else { throw Denial(.conferenceNotFound) }
        let replaced = try Self.visit(continuedBy: join, of: session, in: meeting)
        var visitor = Visitor(meeting.person(session.account))
        visitor.kind = Visitor.Kind(join.kind)
        visitor.isOperator = session.rights.contains(.operator)
        visitor.hasCalled = !join.calls.isEmpty && !session.isGuest
        // A guest has shown it at login.
        if replaced == nil, !session.isGuest {
            try self.checkPIN(join.pin, of: visitor, in: meeting, call, now)
        }
        if meeting.isUnlinked, self.belonging(of: session.account, to: meeting.ownChat) == .none {
            guard self.hasRoom(.meeting, for: [session.account]) else { throw Denial(.full) }
        }
        let number = meeting.nextParticipant
        let recorded = replaced.flatMap { meeting.visits[$0]?.recorded }
        let changes = try self.conferences[id]!.floor.enter(
            number, visitor, with: join.hasDevices ? join.devices.on : [.speaker],
            replacing: replaced, at: now.instant)
        self.conferences[id]?.nextParticipant += 1
        let announced = replaced.map { self.retire($0, from: id) } ?? 0
        var visit = Visit(session, join, call, replacing: announced, self.primitives)
        visit.recorded = recorded
        self.conferences[id]?.visits[number] = visit
        self.connections[call.connection]?.place = .init(conference: id, participant: number)
        self.follow(changes, in: id, at: now)
    }

    private mutating func checkPIN(
        _ given: String, of visitor: Visitor, in meeting: Meeting, _ call: Call, _ now: Moment
    ) throws(Denial) {
        guard meeting.floor.needsPIN(of: visitor) else { return }
        try self.check(given, against: meeting.floor.settings, call, now)
    }

    mutating func check(
        _ given: String, against settings: ConferenceSettings, _ call: Call, _ now: Moment
    ) throws(Denial) {
        let (secret, primitives) = (self.secret, self.primitives)
        try self.pinAttempts.check(
            given, from: self.connections[call.connection]?.source ?? "", at: now.instant
        ) { digits in
            switch settings.entryPIN {
            case .off, .untold: false
            case .known(let pin): digits == pin.digits
            case .verified(by: let verifier):
                verifier
                    == PINVerifier(of: digits, salt: verifier.salt, secret: secret, primitives)
            }
        }
    }

    mutating func verifier(of pin: PIN) -> PINVerifier? {
        let salt = self.randomBytes(PINVerifier.saltLength)
        return PINVerifier(of: pin.digits, salt: salt, secret: self.secret, self.primitives)
    }

    /// Finds the visit that goes on with this join; nil if there is none, or none any more.
    ///
    /// A client whose answer was lost with the connection does not know whether it is in: it asks
    /// again by the same ID, and is in once.
    ///
    /// - Throws: `.accessDenied` for one that is not the device's own, `.protocolMismatch` for an ID
    ///   of another length.
    private static func visit(
        continuedBy join: JoinConference, of session: Session, in meeting: Meeting
    ) throws(Denial) -> UInt32? {
        let id = join.visit.octets
        guard !id.isEmpty else { return nil }
        guard id.count == Visit.idLength else { throw Denial(.protocolMismatch) }
        guard let (number, visit) = meeting.visits.first(where: { $0.value.id == id }) else {
            return nil
        }
        // A recorder is announced; a person's place must not become one without a word.
        guard visit.account == session.account, visit.kind == join.kind,
            visit.device.identityKey == session.device.identityKey
        else { throw Denial(.accessDenied) }
        return number
    }

    /// Ends what is left of a visit that goes on on another connection. Nobody is told: for the
    /// others it is the same visit.
    ///
    /// - Returns: The number by which the others know it; 0 if they don't.
    private mutating func retire(_ number: UInt32, from id: ConferenceID) -> UInt32 {
        guard let visit = self.takeVisit(number, from: id) else { return 0 }
        if visit.lostAt == nil {
            // It may look alive for as long as TCP hopes.
            self.close(visit.connection, reason: "the visit goes on on another connection")
        }
        return visit.isIntroduced ? number : visit.replaces
    }

    // MARK: Coming in

    /// Whoever comes into an unlinked conference is first made one of its chat's readers.
    mutating func arrive(_ number: UInt32, in id: ConferenceID, at now: Moment) {
        guard let meeting = self.conferences[id], let visit = meeting.visits[number] else { return }
        self.stopRinging(visit.account, in: id)
        guard meeting.isUnlinked else { return self.introduce(number, in: id, at: now) }
        switch self.belonging(of: visit.account, to: meeting.ownChat) {
        case .member: self.introduce(number, in: id, at: now)
        case .joining: break
        case .none: self.addMember(visit.account, to: meeting, at: now)
        }
    }

    /// Tells a participant who is here and from then on what changes, and the others of it; from
    /// here on media and keys pass.
    mutating func introduce(_ number: UInt32, in id: ConferenceID, at now: Moment) {
        guard let visit = self.conferences[id]?.visits[number], visit.lostAt == nil,
            !visit.isIntroduced
        else { return }
        self.conferences[id]?.visits[number]?.isIntroduced = true
        self.conferences[id]?.visits[number]?.call = nil
        guard let meeting = self.conferences[id] else { return }
        let joined = self.joined(number, in: meeting)
        if let call = visit.call {
            self.answer(call, .joined(joined))
        } else {
            self.tell([visit.connection], .admitted(joined))
        }
        self.place(number, in: id, at: now)
        self.noteEntry(number, in: id, at: now)
        var news = ParticipantJoined()
        news.conference = id.text
        news.participant = self.participant(number, visit, in: meeting, showsStreams: true)
        self.tell(meeting.connections(except: number), .participantJoined(news))
        self.tellState(of: meeting, to: number, at: now)
        self.tellStreamsOfHall(to: number, in: meeting)
        self.tellAudience(of: meeting, except: number)
    }

    /// Becoming a reader of the conference's chat failed: the door stays shut.
    mutating func turnAway(_ account: AccountName, from id: ConferenceID, at now: Moment) {
        for (number, visit) in self.conferences[id]?.visits.sorted(by: { $0.key < $1.key }) ?? []
        where visit.account == account && !visit.isIntroduced {
            if visit.call == nil, visit.lostAt == nil {
                var news = ConferenceEnded()
                news.conference = id.text
                news.cause = Refusal.serverBusy.rawValue
                self.tell([visit.connection], .conferenceEnded(news))
            }
            self.leave(number, id, refusal: .serverBusy, at: now)
        }
    }

    // MARK: Going away

    mutating func leave(_ call: Call, at now: Moment) {
        guard let place = self.connections[call.connection]?.place else {
            return self.refuse(call, .notPossibleNow)
        }
        self.answer(call, .done(Done()))
        self.leave(place.participant, place.conference, at: now)
    }

    /// A visit is over.
    ///
    /// - Parameter absentUntil: How long a person counts as about to come back; nil for who left.
    mutating func leave(
        _ number: UInt32, _ id: ConferenceID, absentUntil: Instant? = nil,
        refusal: Refusal = .ended, at now: Moment,
    ) {
        guard let visit = self.conferences[id]?.visits[number] else { return }
        if visit.lostAt == nil, let call = visit.call { self.refuse(call, refusal) }
        self.conferences[id]?.visits[number]?.call = nil
        let changes = self.conferences[id]!.floor.leave(
            number, absentUntil: absentUntil, at: now.instant)
        self.follow(changes, in: id, at: now)
    }

    /// The connection was lost. Most come back within seconds, and were never away for the others;
    /// who doesn't is out of the picture then, and a member until it has stayed away for longer.
    mutating func vanish(_ id: ConnectionID, at now: Moment) {
        guard let place = self.connections[id]?.place else { return }
        self.connections[id]?.place = nil
        let visit = self.conferences[place.conference]?.visits[place.participant]
        if visit?.position != nil {
            self.change(place.conference, .leave(place.participant, id))
        }
        self.conferences[place.conference]?.visits[place.participant]?.position = nil
        self.conferences[place.conference]?.visits[place.participant]?.lostAt = now.instant
    }

    /// Those who were lost and have not come back in time.
    mutating func giveUpLost(in id: ConferenceID, at now: Moment) {
        for (number, visit) in self.conferences[id]?.visits.sorted(by: { $0.key < $1.key }) ?? [] {
            guard let lostAt = visit.lostAt, lostAt + self.limits.returnMaximum <= now.instant
            else { continue }
            self.leave(
                number, id, absentUntil: lostAt + self.limits.absenceMaximum, at: now)
        }
    }

    /// Who is in a chat no more has no business in its conferences.
    mutating func membershipEnded(of account: AccountName, in chat: ChatID, at now: Moment) {
        for id in self.conferences.keys.sorted(by: { $0.text < $1.text })
        where self.conferences[id]?.chat == chat {
            for (number, visit) in self.conferences[id]?.visits.sorted(by: { $0.key < $1.key })
                ?? []
            where visit.account == account {
                var news = ConferenceEnded()
                news.conference = id.text
                if visit.call == nil, visit.lostAt == nil {
                    self.tell([visit.connection], .conferenceEnded(news))
                }
                self.leave(number, id, at: now)
            }
        }
    }

    /// Forgets a visit, and frees its connection for another.
    mutating func takeVisit(_ number: UInt32, from id: ConferenceID) -> Visit? {
        guard let visit = self.conferences[id]?.visits.removeValue(forKey: number) else {
            return nil
        }
        guard visit.lostAt == nil else { return visit }
        if visit.position != nil { self.change(id, .leave(number, visit.connection)) }
        self.connections[visit.connection]?.place = nil
        return visit
    }
}

extension Visitor.Kind {
    fileprivate init(_ kind: ParticipantKind) {
        switch kind {
        case .recorder: self = .recorder
        case .bot: self = .bot
        case .person, .unspecified, .UNRECOGNIZED: self = .person
        }
    }
}

extension PINVerifier {
    /// The installation's secret goes in, so that a copied list of plans alone tells nothing.
    fileprivate init?(
        of digits: String, salt: [UInt8], secret: [UInt8], _ primitives: SCRAMPrimitives
    ) {
        self.init(salt: salt, digest: primitives.hmacSHA256(secret, salt + Array(digits.utf8)))
    }
}
