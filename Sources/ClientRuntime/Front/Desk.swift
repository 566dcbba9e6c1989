internal import Dispatch
internal import Interface
internal import NIOCore
internal import Rooms
internal import SealedMedia
internal import Sessions
internal import Synchronization
internal import Units
internal import Wire

/// Between the client and an interface: what the server says becomes messages, what the interface
/// wants becomes requests.
///
/// @unchecked: everything mutable is touched on the client's loop only.
final class Desk: @unchecked Sendable {
    let inbox: Inbox
    private let devices: ChosenDevices
    private(set) var client: Client?
    /// There is a connection, and one is logged in.
    private var isOnline = false
    private var hasBeenOnline = false
    /// The conference to enter as soon as that is so for the first time.
    private var entrance: Entrance?
    private var posts: [[UInt8]: PostID] = [:]
    /// Drafts and read marks on their way: nobody asked for them, so nobody is told.
    private var quiet: Set<[UInt8]> = []
    private var hasAskedForChats = false
    private let files: FileDesk
    /// The conference one is in or about to be in.
    var visit: Visit? {
        didSet {
            let visit = self.visit
            self.current.withLock { $0 = visit }
        }
    }
    /// The same for the drawing thread.
    private let current = Mutex<Visit?>(nil)
    var currentVisit: Visit? { self.current.withLock { $0 } }
    /// Whose owners have compared words, at some time.
    var verified: VerifiedDevices
    /// Those whose words are shown now.
    var compared: [KeyHolder] = []
    /// Visits whose devices are still being closed.
    let closing = DispatchGroup()

    init(_ devices: ChosenDevices, _ inbox: Inbox, _ verified: VerifiedDevices) {
        self.devices = devices
        self.verified = verified
        self.inbox = inbox
        self.files = FileDesk { inbox.put(.message($0)) }
    }

    /// Begins with a client that has not been started yet, and whose events come to `receive`; on the
    /// shared loop.
    func begin(_ client: Client, entering entrance: Entrance?) {
        client.loop.execute {
            self.client = client
            self.entrance = entrance
            self.say(.connection(.connecting))
        }
    }

    /// Logs in for the first time, however long the server is away. What no waiting mends ends the
    /// interface, as long as it has shown nothing yet.
    func logIn(_ client: Client) async {
        do throws(Failure) { try await client.start() } catch {
            self.inbox.put(.failed(error))
        }
    }

    /// Leaves, hangs up, and returns when nothing of it runs any more.
    func end() async {
        // Whoever waits for room in the inbox is let go: nobody reads it from here on.
        self.inbox.close()
        let left = Outcome<Client?>()
        Client.sharedLoop.execute {
            self.files.stop()
            self.leave(reason: nil)
            let client = self.client
            self.closing.notify(queue: .global()) { left.give(client) }
        }
        await left.wait()?.stop()
    }

    func say(_ message: Message) { self.inbox.put(.message(message)) }

    /// Takes every event of the client; on its loop.
    func receive(_ event: ClientEvent) {
        self.visit?.conference?.receive(event)
        self.files.hear(event)
        switch event {
        case .online: self.wentOnline()
        case .offline(let reason, let retryIn):
            self.isOnline = false
            self.say(.connection(.offline(reason: reason, retryIn: retryIn)))
        // Before there was anything to see, it is the program's end: `logIn`.
        case .failed where !self.hasBeenOnline: break
        case .failed(let failure):
            self.say(.connection(.failed(reason: Failure(failure).message)))
        case .chatEvent(let event): self.receive(event)
        case .posted(let clientID, let posted):
            guard let id = self.posts.removeValue(forKey: clientID) else { return }
            let time = Timestamp(milliseconds: posted.milliseconds)
            self.say(.posted(id, revision: posted.revision, time: time))
        case .postRefused(let clientID, let refused):
            if self.quiet.remove(clientID) != nil { return }
            let reason = Failure(refused).message
            if let id = self.posts.removeValue(forKey: clientID) {
                self.say(.postFailed(id, reason: reason))
            } else {
                self.say(.notice(.error, reason))
            }
        case .server(.conferenceStarted(let entry)):
            if let summary = ConferenceSummary(entry) { self.say(.conferenceStarted(summary)) }
        case .server(.conferenceInvited(let news)):
            if let summary = ConferenceSummary(news.conference) {
                self.say(.invited(summary, by: news.by, rings: news.rings))
            }
        case .server(.invitationOver(let news)):
            if let id = ConferenceID(news.conference) { self.say(.invitationOver(id)) }
        case .server(.presenceChanged(let news)):
            for person in news.people {
                guard let account = AccountName(person.account),
                    let presence = Presence(person.presence)
                else { continue }
                self.say(.presence(account, presence))
            }
        case .server(.blockedChanged(let list)): self.sayBlocked(list)
        case .server(.policiesChanged(let list)):
            for policy in list.policies { self.say(.notice(.info, policy.noticeWords)) }
        case .server(.conferenceReminder(let plan)):
            if let plan = PlanView(plan) { self.say(.reminder(plan)) }
        case .server(.planChanged(let plan)):
            if let plan = PlanView(plan) { self.say(.planned(plan)) }
        case .server(.planCancelled(let news)):
            if let id = ConferenceID(news.conference) { self.say(.planCancelled(id)) }
        case .server(.typing(let typing)):
            if let chat = ChatID(typing.chat), let account = AccountName(typing.account) {
                self.say(.typing(chat: chat, account: account))
            }
        case .server, .passwordExpired, .caughtUp, .media, .fileChunk: break
        }
    }

    private func wentOnline() {
        (self.isOnline, self.hasBeenOnline) = (true, true)
        if let client = self.client { self.say(.account(client.session.account)) }
        self.say(.connection(.online))
        self.refresh()
        guard let entrance = self.entrance else { return }
        self.entrance = nil
        self.carryOut(.join(entrance.conference, pin: entrance.pin))
    }

    private func receive(_ event: ChatEvent) {
        let isQuiet = self.quiet.remove(event.clientID.octets) != nil
        self.introduceGuests(of: [event])
        if let change = ChatChange(event) {
            // What this device has put there is no news to it, and may be outdated by now.
            if isQuiet, case .drafted = change.kind { return }
            return self.say(.change(change))
        }
        guard let line = ChatLine(event, post: self.posts[event.clientID.octets]) else { return }
        switch line.body {
        case .created, .added, .removed, .retitled, .roleChanged, .dissolved: self.refreshChats()
        case .conferenceEnded(let id): self.say(.conferenceEnded(id))
        case .message, .conferenceStarted, .historyGranted, .cleared, .unlinked, .linked: break
        }
        self.say(.line(line))
    }

    // MARK: Asking

    /// Asks the server; a refusal is told to the person.
    func ask(_ body: Request.OneOf_Body, then: @escaping @Sendable (Response.OneOf_Body) -> Void) {
        guard self.isOnline else {
            return self.say(.notice(.warning, "not done: there is no connection"))
        }
        self.client?.request(body) { answer in
            switch answer {
            case .connectionLost: self.say(.notice(.warning, "not done: the connection was lost"))
            case .ended(let failure):
                self.say(.notice(.warning, "not done: \(Failure(failure).message)"))
            case .response(.refused(let refused)):
                self.say(.notice(.error, Failure(refused).message))
            case .response(let body): then(body)
            }
        }
    }

    private func refresh() {
        // A guest knows of one conference, and of no chat but its own.
        guard self.client?.login.guest == nil else { return }
        self.refreshChats()
        self.refreshBlocked()
        self.ask(.listConferences(ListConferences())) { body in
            guard case .conferenceList(let list) = body else { return }
            self.say(.conferenceList(list.conferences.compactMap { ConferenceSummary($0) }))
        }
    }

    /// One question at a time: a burst of events is answered by one list.
    func refreshChats() {
        guard !self.hasAskedForChats, self.client?.login.guest == nil else { return }
        self.hasAskedForChats = true
        self.client?.loop.execute {
            self.hasAskedForChats = false
            self.ask(.listChats(ListChats())) { body in
                guard case .chatList(let list) = body else { return }
                self.say(.chats(list.chats.compactMap { ChatSummary($0) }))
            }
        }
    }

    // MARK: What the interface wants

    /// Carries out an effect, except those of the terminal itself.
    func perform(_ effect: Effect) {
        Client.sharedLoop.execute { self.carryOut(effect) }
    }

    private func carryOut(_ effect: Effect) {
        switch effect {
        case .post(let chat, let text, let id, let replyTo):
            let clientID = Client.newMessageID()
            self.posts[clientID] = id
            self.client?.post(
                Outgoing(
                    chat: chat.text, clientID: clientID, text: text.text, replyTo: replyTo ?? 0))
        case .act(let chat, let action): self.act(action, in: chat)
        case .newChat(let kind, let title, let members):
            self.make(kind == .channel ? .channel : .group, title.text, members)
        case .findPeople(let text): self.findPeople(text)
        case .block(let account, let ends): self.block(account, ends: ends)
        case .openPrivate(let account): self.make(.private, "", [account])
        case .openFavourites: self.make(.favourites, "", [])
        case .open(let chat): self.open(chat)
        case .search(let words, let chat): self.search(words, in: chat)
        case .typing(let chat): self.tellTyping(in: chat)
        case .sendFile(let chat, let path, let caption):
            self.files.send(path, to: chat.text, caption: caption, over: self.client)
        case .saveFile(let message, let path):
            self.files.fetch(message, into: path, over: self.client)
        case .listFiles(let prefix): self.files.list(prefix)
        case .history(let chat, let edge): self.history(chat, edge, asked: edge)
        case .call(let call): self.call(call)
        case .compareWords: self.compareWords()
        case .wordsAreEqual: self.rememberDevices()
        case .join(let id, let pin): self.enter(.conference(id.text), pin: pin, self.devices)
        case .joinOwned(let owner): self.enter(.owner(owner), self.devices)
        case .conference(let action):
            if let deed = ConferenceAct.OneOf_Deed(action) { self.act(deed) }
        case .unlink(let isUnlinked): self.act(isUnlinked ? .unlink(Empty()) : .link(Empty()))
        case .decline(let id): self.decline(id)
        case .plan(let draft): self.plan(draft)
        case .replan(let revision): self.replan(revision)
        case .listPlans(let id): self.listPlans(id)
        case .cancelPlan(let id): self.cancelPlan(id)
        case .leave: self.leave(reason: nil)
        case .microphone(let isOn):
            if self.visit?.set(microphone: isOn) == false { self.sayMissing("microphone") }
        case .camera(let isOn):
            if self.visit?.set(camera: isOn) == false { self.sayMissing("camera") }
        case .tiles(let tiles): self.visit?.show(tiles)
        case .bell, .alert, .copy, .title, .mouse, .theme, .redraw, .suspend, .quit: break
        case .saveSettings, .keep, .browse: break
        }
    }

    /// A switch that nothing answers would be taken for broken.
    private func sayMissing(_ device: String) {
        self.say(
            .notice(.warning, "no \(device) was opened; conclave --\(device) says which to take"))
    }

    private func act(_ action: ChatAction, in chat: ChatID) {
        let clientID = Client.newMessageID()
        switch action {
        case .draft, .markRead: self.quiet.insert(clientID)
        default: break
        }
        self.client?.post(
            Outgoing(chat: chat.text, clientID: clientID, Act.OneOf_Deed(action)))
    }

    private func act(_ deed: ConferenceAct.OneOf_Deed) {
        var act = ConferenceAct()
        act.deed = deed
        self.ask(.conferenceAct(act)) { _ in }
    }

    private func decline(_ id: ConferenceID) {
        var answer = AnswerInvitation()
        answer.conference = id.text
        self.ask(.answerInvitation(answer)) { _ in }
    }

    private func call(_ call: CallDraft) {
        var start = StartConference()
        start.chat = call.chat.text
        start.unlinked = call.isUnlinked
        if let kind = call.kind {
            start.setup = ConferenceSetup(ConferenceSettings(kind), showsPIN: true)
        }
        self.ask(.startConference(start)) { body in
            guard case .conference(let entry) = body, let id = ConferenceID(entry.id) else {
                return self.say(.notice(.error, Failure.unexpectedAnswer.message))
            }
            self.enter(.conference(id.text), calling: call.callees, self.devices)
        }
    }
}
