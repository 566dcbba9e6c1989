import Foundation
import Simulation
import Testing
import Units
import Wire

@testable import Rooms
@testable import Sessions

/// Everything that can be asked of a conference, by everybody, over the wire.
struct ConferenceRightMatrixTests {
    /// Owner (on the podium), moderator (in the hall), operator (on the podium), speaker on the
    /// podium, participant in the hall, guest in the hall, somebody who waits, somebody outside.
    static let actors = "omOshgwx"

    /// ✓ done, ✗ access-denied, – not-possible-now; a column for each letter above.
    static let table: [(String, String)] = [
        ("invite", "✓✓✓✗✗✗––"),
        ("admit", "✓✓✓✗✗✗––"),
        ("deny", "✓✓✓✗✗✗––"),
        ("remove", "✓✓✓✗✗✗––"),
        ("remove the owner", "✗✗✗✗✗✗––"),
        ("raise hand", "–✓––✓✓––"),
        ("lower hand", "✓✓✓✓✓✓––"),
        ("accept a hand", "✓✓✓✗✗✗––"),
        ("reject a hand", "✓✓✓✗✗✗––"),
        ("invite up", "✓✓✓✗✗✗––"),
        ("accept an invitation", "–✓––✓✓––"),
        ("reject an invitation", "–✓––✓✓––"),
        ("bring down", "✓✓✓✗✗✗––"),
        ("step down", "✓–✓✓––––"),
        ("begin a remark", "–✓––✓✓––"),
        ("end another's remark", "✓✓✓✗✗✗––"),
        ("turn off another's microphone", "✓✓✓✗✗✗––"),
        ("ask to turn on", "✓✓✓✗✗✗––"),
        ("appoint", "✓✓✓✗✗✗––"),
        ("dismiss", "✓✓✓✗✗✗––"),
        ("dismiss the owner", "✗✗✗✗✗✗––"),
        ("lock", "✓✓✓✗✗✗––"),
        ("unlock", "✓✓✓✗✗✗––"),
        ("change", "✓✓✓✗✗✗––"),
        // It has no planned end, came from no chat, and takes guests.
        ("extend", "–––✗✗✗––"),
        ("end", "✓✓✓✗✗✗––"),
        ("unlink", "✓✓✓✗✗✗––"),
        ("link", "–––✗✗✗––"),
        ("show an emoji", "✓✓✓✓✓✓––"),
        ("vote", "✓✓✓✓✓✓––"),
        ("clear the votes", "✓✓✓✗✗✗––"),
    ]

    @Test(arguments: Self.table)
    func `what is asked is done or refused as the table says`(name: String, row: String) throws {
        try #require(row.count == Self.actors.count)
        for (actor, cell) in zip(Self.actors, row) {
            var stage = try MatrixConference()
            let expected: Refusal? =
                switch cell {
                case "✓": nil
                case "✗": .accessDenied
                default: .notPossibleNow
                }
            let deed = try stage.deed(name, by: actor)
            #expect(try stage.desk.act(stage.id(of: actor), deed) == expected, "\(actor)")
        }
    }

    /// Who is refused with access-denied above is who the table of rights says may not.
    @Test(arguments: Self.table)
    func `the table of rights says the same`(name: String, row: String) throws {
        var stage = try MatrixConference()
        var random = SeededRandom(seed: 1)
        let deed = try stage.deed(name, by: "x")
        let right: ConferenceRight
        switch deed {
        case .unlink, .link: right = .unlink
        case .endRemark: right = .podium
        default:
            let action = try ConferenceAction(
                deed, settings: ConferenceSettings(.roleBased), person: { .account($0) },
                using: &random)
            guard let needed = action.right else {
                // What needs no right is refused to nobody for want of one.
                #expect(!row.contains("✗"))
                return
            }
            right = needed
        }
        // The owner is beyond everybody's reach.
        guard !name.hasSuffix("the owner") else { return }
        let standings: [ConferenceStanding] = [
            .owner, .moderator, .moderator, .speaker, .participant, .guest,
        ]
        for (standing, cell) in zip(standings, row) {
            let isPermitted =
                switch right.cell(for: standing) {
                case .yes, .notTheOwner, .onPodium, .unlessForbidden: true
                case .no, .ask, .leave: false
                }
            #expect(isPermitted == (cell != "✗"), "\(standing)")
        }
    }

    @Test func `every deed of the wire has a row`() throws {
        var stage = try MatrixConference()
        let deeds = try Self.table.map { name, _ in
            String("\(try stage.deed(name, by: "x"))".prefix { $0 != "(" })
        }
        #expect(try Set(deeds) == Self.deedsOfTheSchema())
    }

    /// As the generated code names them.
    private static func deedsOfTheSchema() throws -> Set<String> {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Sources/Wire/Schema/conclave.proto")
        let schema = try String(contentsOf: file, encoding: .utf8)
        let act = try #require(schema.firstRange(of: "\nmessage ConferenceAct {"))
        let rest = schema[act.upperBound...]
        let start = try #require(rest.firstRange(of: "oneof deed {\n")).upperBound
        let end = try #require(rest[start...].firstRange(of: "\n  }")).lowerBound
        let names = rest[start..<end].split(separator: "\n").map { line in
            // `    Empty raise_hand = 5;`
            let words = line.split(separator: " ")[1].split(separator: "_").map(String.init)
            return words[0] + words.dropFirst().map(\.capitalized).joined()
        }
        return Set(names)
    }
}

/// A role-based conference that takes guests, with somebody in every standing.
struct MatrixConference {
    var desk: Desk
    let conference: String
    private var places: [Character: (id: ConnectionID, number: UInt32)] = [:]

    /// Beside the actors: Tom has his hand up, Pia sits on the podium, Rita makes a remark, Mila is
    /// a moderator, and Neil is nowhere yet.
    private static let people: [(Character, String)] = [
        ("o", "olga"), ("m", "mona"), ("O", "otto"), ("s", "sina"), ("h", "hans"), ("T", "tom"),
        ("P", "pia"), ("R", "rita"), ("M", "mila"),
    ]

    init() throws {
        self.desk = try Desk(
            "olga", "mona", "otto", "sina", "hans", "tom", "pia", "rita", "mila", "wes", "xenia",
            "neil")
        let olga = try self.desk.enter(1, "olga")
        var start = StartConference()
        start.setup = .make(.roleBased) { $0.public = true }
        guard case .conference(let entry)? = self.desk.ask(olga, .startConference(start)) else {
            throw Desk.Unexpected()
        }
        self.conference = entry.id
        for (place, (letter, name)) in Self.people.enumerated() {
            let id = letter == "o" ? olga : try self.desk.enter(UInt64(place + 1), name)
            if letter == "O" {
                let otto = try #require(AccountName(name))
                let profile = AccountProfile(
                    rights: Rights.standard.union(Rights(Right.operator)))
                self.desk.feed(.accountsChanged([.init(name: otto, profile: profile)]))
            }
            self.places[letter] = (id, try self.desk.joined(id, entry.id).participant)
        }
        let guest = self.desk.guest(20, entry.id).id
        self.places["g"] = (guest, try self.desk.joined(guest, entry.id).participant)
        for letter in "mM" { self.desk.act(olga, .appoint(try self.number(of: letter))) }
        for letter in "sP" {
            self.desk.act(olga, .inviteUp(.one(try self.number(of: letter))))
            self.desk.act(try self.id(of: letter), .acceptInvitation(Empty()))
        }
        self.desk.act(try self.id(of: "T"), .raiseHand(Empty()))
        self.desk.act(olga, .change(.make(.roleBased, self.held)))
        let wes = try self.desk.enter(21, "wes")
        guard case .joined(let waiting)? = self.desk.ask(wes, Desk.join(entry.id)) else {
            throw Desk.Unexpected()
        }
        self.places["w"] = (wes, waiting.participant)
        self.places["x"] = (try self.desk.enter(22, "xenia"), 0)
    }

    private func held(_ setup: inout ConferenceSetup) {
        setup.public = true
        setup.waitingRoom = .all
    }

    func id(of letter: Character) throws -> ConnectionID {
        try #require(self.places[letter]).id
    }

    private func number(of letter: Character) throws -> UInt32 {
        try #require(self.places[letter]).number
    }

    private func one(_ letter: Character) throws -> Wire.Whom {
        .one(try self.number(of: letter))
    }

    /// What an actor asks for, when all is ready for it.
    mutating func deed(
        _ name: String, by actor: Character
    ) throws -> ConferenceAct.OneOf_Deed {
        let olga = try self.id(of: "o")
        switch name {
        case "accept an invitation", "reject an invitation":
            if "mhg".contains(actor) { self.desk.act(olga, .inviteUp(try self.one(actor))) }
        case "end another's remark":
            self.desk.act(try self.id(of: "R"), .beginRemark(Empty()))
        default: break
        }
        return try self.deed(name)
    }

    private func deed(_ name: String) throws -> ConferenceAct.OneOf_Deed {
        var microphone = DeviceOfOthers()
        microphone.device = .microphone
        microphone.whom = try self.one("P")
        switch name {
        case "invite": return .invite("neil")
        case "admit": return .admit(try self.one("w"))
        case "deny": return .deny(try self.one("w"))
        case "remove": return .remove(try self.one("T"))
        case "remove the owner": return .remove(try self.one("o"))
        case "raise hand": return .raiseHand(Empty())
        case "lower hand": return .lowerHand(Empty())
        case "accept a hand": return .acceptHands(try self.one("T"))
        case "reject a hand": return .rejectHands(try self.one("T"))
        case "invite up": return .inviteUp(try self.one("R"))
        case "accept an invitation": return .acceptInvitation(Empty())
        case "reject an invitation": return .rejectInvitation(Empty())
        case "bring down": return .bringDown(try self.one("P"))
        case "step down": return .stepDown(Empty())
        case "begin a remark": return .beginRemark(Empty())
        case "end another's remark": return .endRemark(try self.number(of: "R"))
        case "turn off another's microphone": return .turnOff(microphone)
        case "ask to turn on": return .askToTurnOn(microphone)
        case "appoint": return .appoint(try self.number(of: "T"))
        case "dismiss": return .dismiss("mila")
        case "dismiss the owner": return .dismiss("olga")
        case "lock": return .lock(Empty())
        case "unlock": return .unlock(Empty())
        case "change":
            return .change(
                .make(.roleBased) { setup in
                    self.held(&setup)
                    setup.topic = "another"
                })
        case "extend": return .extendSeconds(600)
        case "end": return .end(Empty())
        case "unlink": return .unlink(Empty())
        case "link": return .link(Empty())
        case "show an emoji": return .react("👍")
        case "vote": return .vote(CastVote())
        case "clear the votes": return .endVote(Empty())
        default: throw Desk.Unexpected()
        }
    }
}
