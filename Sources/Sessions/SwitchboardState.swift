package import Rooms
package import Units
import Wire

/// Every limit of the switchboard, with its unit and reason.
package struct SwitchboardLimits: Sendable {
    /// Requests of one connection that wait for the store. More helps nobody's throughput, fewer
    /// would slow a bot that posts without waiting for each answer.
    package var pendingRequestsMaximum = 256
    /// A logged-in connection is dropped after this silence; clients ping three times as often.
    package var silenceMaximum: Duration = .seconds(60)
    /// How often silence and empty conferences are looked for, and presences written down.
    package var sweepInterval: Duration = .seconds(1)
    /// A participant whose connection was lost is shown to the others for so long: who is back by
    /// then was never away. Longer shows ghosts, shorter makes a change of networks a leaving.
    package var returnMaximum: Duration = .seconds(5)
    /// A lost participant has this long to come back before it counts as having left (L2.10).
    package var absenceMaximum: Duration = .seconds(60)
    /// How long a resumption token works: long enough for a suspended laptop's lunch.
    package var resumptionLifetime: Duration = .seconds(3600)
    /// A password that was proved on a connection may be changed there for so long: time to think of
    /// another, and none for who comes by a screen that was left alone.
    package var proofLifetime: Duration = .seconds(300)
    /// Of a new password: those of an unknown name, which is shown no other.
    package var newPasswordIterations = SCRAMIterations.standard
    /// Events in one page of history or catching up.
    package var pageLengthMaximum = 200
    /// Bytes of one page: the longest message (16 KiB) and what comes with it. A frame can't be
    /// overtaken, and on a link of 600 kbit/s a call's voice waits 0.2 s for this one.
    package var pageBytesMaximum = ByteCount.kibibytes(17)
    /// Members of a chat who are told that somebody writes: in larger ones somebody always does.
    package var typingMembersMaximum = 50
    /// Members of a chat who are told of each other's presence: in larger ones most are strangers,
    /// and each coming and going would be sent to all.
    package var presenceMembersMaximum = 200
    /// People of one page of the directory, 320 bytes each at most: 16,000.
    package var peoplePageLength = 50
    /// People whose presence is told to who has caught up, 40 bytes each.
    package var presencesMaximum = 1000
    /// Chats of one account. Its list has to fit into one control frame (1 MiB): an entry has up to
    /// 82 bytes of ID, 1023 of title, 40 of numbers and 6 of lengths = 1151; 500 × 1151 + the names
    /// below = 575,500 + 393,216 = 968,716 bytes.
    package var chatsMaximum = 500
    /// Groups among them, so that no number of groups keeps somebody from a private chat.
    package var groupsMaximum = 400
    /// Bytes of members' names in a list of chats. Beyond it the largest chats come without names.
    package var listedMembersMaximum = ByteCount.kibibytes(384)
    /// Conferences at once: each costs a few kilobytes.
    package var conferencesMaximum = 10_000
    /// Conferences of one chat at once. An account's list of them fits into one control frame:
    /// 500 chats × 8 × 141 bytes (ID 16, chat 82, starter 34, the rest 9) = 564,000.
    package var conferencesPerChatMaximum = 8
    /// From the end of a conference until its own chat goes if nobody has said anything in it: time
    /// for those who come back, and nothing that anybody would look for (L2.12).
    package var meetingSweepDelay: Duration = .seconds(900)
    package var floor = FloorLimits()
    /// Conferences in one list, 141 bytes each (above) without topics: 564,000 bytes.
    package var listedConferencesMaximum = 4000
    /// Planned conferences in one list, 1200 bytes each at most: 600,000.
    package var listedPlansMaximum = 500
    /// Bytes of topics in a list of conferences; the last ones come without.
    package var listedTopicsMaximum = ByteCount.kibibytes(256)
    /// An account's devices ring for so long: long enough to come to the desk.
    package var ringMaximum: Duration = .seconds(60)
    /// Guests of one conference, with those who have not come to its door yet: as many as may be in
    /// the largest and before its door, and some.
    package var guestsMaximum = 1200
    /// Guests who log in at once on the whole server, and then in a second: each is a row for ever.
    package var guestLoginBurst = 100
    package var guestLoginsPerSecond = 10
    /// What one connection may have told to all others in a conference (streams, devices) at once,
    /// and then in a second. People switch microphones less often; each is sent to 35 others.
    package var toldBurst = 20
    package var toldPerSecond = 5
    /// Conferences that one connection enters at once, and then in a second: everybody else in it
    /// makes new keys for each.
    package var joinBurst = 10
    package var joinsPerSecond = 2
    /// Tiles' sizes and switch points of one connection at once, and then in a second: a whole screen
    /// of 35 others may change its size ten times.
    package var wantBurst = 400
    package var wantsPerSecond = 100
    /// Messages of one connection at once, and then in a second: a pasted log passes, no flood.
    package var postBurst = 50
    package var postsPerSecond = 20
    /// Bytes of one wrapped key: HPKE's encapsulation, the key, two tags and a signature, rounded up.
    package var wrappedKeyLengthMaximum = ByteCount(1024)
    /// Layers of one stream: what the encoder makes at most.
    package var layersMaximum = 3
    /// Bytes of all boot frames of one stream. Measured: 0.4 KB for a layer of 640 × 360, 1.6 KB
    /// for 1280 × 720, 3.5 KB for 1920 × 1080, 6.2 KB for the largest picture (1920 × 1920), which
    /// with its middle layer makes 7.8 KB. Whoever joins is shown those of the podium in one control
    /// frame (1 MiB), and all people: 36 × (2 kinds of pictures × 8192 + 100 for sizes) + 1000 × 420
    /// for device, names, visit and seat = 1,013,424.
    package var bootFramesMaximum = ByteCount.kibibytes(8)

    package init() {}
}

/// One request of one connection: where its answer goes.
struct Call: Sendable, Hashable {
    var connection: ConnectionID
    var request: UInt64
}

/// A logged-in device.
struct Session {
    var account: AccountName
    var device: Device
    var connection: ConnectionID
    /// As the administrator has it now: changes while the session lasts.
    var profile: AccountProfile

    var isGuest: Bool { self.profile.kind == .guest }
    /// A guest has those of the conference, and none of the server.
    var rights: Rights { self.isGuest ? [] : self.profile.rights }
}

/// One connection, from TLS to its end.
struct Connection {
    var binding: [UInt8]
    var source: String
    var lastHeard: Instant
    var login = LoginPhase.waiting
    /// That the account's password was proved here; nil where a token stood for it.
    var proof: PasswordProof?
    /// Being closed; the store's late answers count no more.
    var isCut = false
    var session: Session?
    /// Has caught up: gets events as they happen.
    var isLive = false
    var pendingCount = 0
    var place: Place?
    var tellings: TokenBucket
    var posts: TokenBucket
    var wants: TokenBucket
    var joins: TokenBucket

    init(binding: [UInt8], source: String, lastHeard: Instant, limits: SwitchboardLimits) {
        self.tellings = TokenBucket(burst: limits.toldBurst, perSecond: limits.toldPerSecond)
        self.joins = TokenBucket(burst: limits.joinBurst, perSecond: limits.joinsPerSecond)
        self.wants = TokenBucket(burst: limits.wantBurst, perSecond: limits.wantsPerSecond)
        self.posts = TokenBucket(burst: limits.postBurst, perSecond: limits.postsPerSecond)
        self.binding = binding
        self.source = source
        self.lastHeard = lastHeard
    }

    /// Where in a conference it is.
    struct Place {
        var conference: ConferenceID
        var participant: UInt32
    }
}

/// Which password was proved on a connection, and when.
struct PasswordProof {
    var storedKey: [UInt8]
    var at: Instant
}

/// How far a login has come; it moves only forward.
enum LoginPhase {
    case waiting
    /// The store looks for the account, or for the token.
    case looking
    case challenged(SCRAMServer, mustChangePassword: Bool)
    /// The password was right, and nothing is to be done with it but to set another.
    case expired(AccountName, Device, serverFinal: [UInt8])
    case over
}

/// What goes on when the store has answered.
enum PendingStore {
    /// Nobody waits; a failure is logged.
    case unattended
    /// Chats of past conferences are looked through.
    case sweeping
    case login(Call, LoginStep)
    case chat(ChatStep)
    case file(FileStep)
    case plan(PlanStep)
    /// Somebody looks into the directory.
    case people(Call)
    /// Somebody is blocked, or not any more.
    case blocking(Call, AccountName, by: AccountName, ends: Bool)
    /// A request whose sender has to be able to find those whom it names.
    case reaching(Call, Request.OneOf_Body, Set<AccountName>)
    /// A refusal that only who may find those whom it is about is to read.
    case doubted(Call, Denial, clientID: [UInt8])

    var call: Call? {
        switch self {
        case .unattended, .sweeping: nil
        case .login(let call, _), .people(let call), .blocking(let call, _, _, _),
            .reaching(let call, _, _),
            .doubted(let call, _, _):
            call
        case .chat(let step): step.call
        case .file(let step): step.call
        case .plan(let step): step.call
        }
    }
}

enum LoginStep {
    case account(name: String, first: [UInt8])
    case token(Device)
    case tokenSaved(AccountName, Device, serverFinal: [UInt8], token: [UInt8])
    case passwordChanged(AccountName, Device, serverFinal: [UInt8], token: [UInt8])
}

enum ChatStep {
    /// A chat somebody made by hand, or a meeting's (no call).
    case created(Call?, Chat)
    /// What somebody did, or what followed from something (no call).
    case acted(Call?, [EventRecord])
    /// Nothing is to be done any more, or nothing may be; unless it is asked for again, and was done.
    case repeated(Call, Denial?)
    case synced(Call, since: UInt64, limit: Int)
    case positioned(Call)
    case paged(Call)
    case found(Call)
    case listed(Call)
    case opened(Call, ChatID)
    case started(Call, Meeting)
    /// Somebody in a conference becomes one of its chat's readers.
    case welcomed(ConferenceID, EventRecord)
    /// A conference's chat becomes its own (true), or the one it came from.
    case switched(Call, ConferenceID, Bool)

    var call: Call? {
        switch self {
        case .created(let call, _), .acted(let call, _): call
        case .welcomed: nil
        case .repeated(let call, _), .synced(let call, _, _), .positioned(let call),
            .paged(let call), .found(let call),
            .listed(let call), .opened(let call, _), .started(let call, _),
            .switched(let call, _, _):
            call
        }
    }

    /// What happens in chats when it is done.
    var events: [EventRecord] {
        switch self {
        case .acted(_, let events): events
        case .welcomed(_, let event): [event]
        default: []
        }
    }
}

/// What waits until a change of a chat's members is made.
enum WaitingChange {
    case act(Act, Call)
    case removal(AccountName)
    case owner(AccountName)
}
