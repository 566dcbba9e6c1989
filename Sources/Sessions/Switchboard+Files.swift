import Rooms
import Units
import Wire

/// An upload under way.
struct Upload {
    var file: FileRecord
    /// Who sends it now.
    var connection: ConnectionID
    /// Bytes that came, and how many of them are written.
    var received: UInt64
    var written: UInt64
    /// What its sender was last told.
    var told: UInt64
}

/// Files: offered, sent in pieces, finished by a message; fetched in pieces by who sees that.
extension Switchboard {
    /// Bytes of one window: what a sender may be ahead, or a fetch asks for. With two on their way a
    /// link of 20 ms carries 2.4 MB/s; more would take a slow link's queue from voice.
    static var windowMaximum: Int { 24 << 10 }

    // MARK: Sending

    mutating func offer(_ offer: OfferFile, _ call: Call, by session: Session, at now: Moment) {
        do throws(Denial) {
            guard let chat = self.chat(offer.chat, of: session.account) else {
                throw Denial(.chatNotFound)
            }
            try self.require(.files, of: session)
            guard chat.members[session.account]?.role.rights(in: chat.kind).contains(.send) == true
            else { throw Denial(.accessDenied) }
            try self.requireReach(chat, by: session.account)
            guard offer.clientID.count == ClientID.length, offer.sha256.count == 32 else {
                throw Denial(.protocolMismatch)
            }
            guard let name = FileName(offer.name), offer.size > 0,
                offer.caption.isEmpty || MessageText(offer.caption) != nil
            else { throw Denial(.tooLong, "the name or the caption can't be one, or it is empty") }
            try self.policies.files.check(name, size: offer.size)
            let file = FileRecord(
                number: 0, name: name.text, size: offer.size, digest: offer.sha256.octets,
                owner: session.account, chat: chat.id, caption: offer.caption,
                clientID: offer.clientID.octets)
            let offering = StoreCommand.offerFile(
                file, self.policies.files, at: now.timestamp,
                abandoned: now.timestamp - self.policies.files.uploadMaximum)
            self.ask(offering, then: .file(.offered(call)))
        } catch {
            guard offer.clientID.count == ClientID.length else { return self.refuse(call, error) }
            // What was sent before it was forbidden has been sent.
            self.ask(
                .earlier(clientID: offer.clientID.octets, by: session.account),
                then: .file(.denied(call, error)))
        }
    }

    mutating func finish(_ finish: FinishFile, _ call: Call, by session: Session) {
        guard self.permits(.files, call) else { return }
        self.ask(
            .findUpload(finish.file, owner: session.account), then: .file(.finishing(call)))
    }

    /// A piece that is not the next one is passed over.
    mutating func receive(_ chunk: FileChunk, from id: ConnectionID) {
        guard var upload = self.uploads[chunk.file], upload.connection == id,
            chunk.offset == upload.received,
            UInt64(chunk.data.count) <= upload.file.size - upload.received,
            upload.received - upload.written < UInt64(4 * Self.windowMaximum)
        else { return }
        upload.received += UInt64(chunk.data.count)
        self.uploads[chunk.file] = upload
        self.outputs.append(
            .file(
                self.ticket(for: .file(.appended(chunk.file))),
                .append(chunk.file, offset: chunk.offset, chunk.data)))
    }

    /// The disk takes no more of it: its sender hears that, and may offer it again.
    mutating func failed(_ step: FileStep) {
        guard case .appended(let number) = step,
            let upload = self.uploads.removeValue(forKey: number)
        else { return }
        var news = FileProgress()
        news.file = number
        news.received = upload.written
        news.refused = Refused(Denial(.serverBusy, "the server can't write the file"))
        self.tell([upload.connection], .fileProgress(news))
    }

    // MARK: Files that no message has any more

    /// Asked for once in a sweep, if there may be some.
    mutating func forgetFiles() {
        guard self.mayHaveForgottenFiles else { return }
        self.mayHaveForgottenFiles = false
        self.ask(.takeForgottenFiles, then: .file(.forgetting))
    }

    private mutating func written(_ size: UInt64, of number: UInt64) {
        // Pieces from before a new offer are written, too, and told after it.
        guard var upload = self.uploads[number], size >= upload.told else { return }
        upload.written = max(upload.written, size)
        upload.received = max(upload.received, size)
        let isDue = size == upload.file.size || size - upload.told >= UInt64(Self.windowMaximum / 2)
        if isDue {
            upload.told = size
            var news = FileProgress()
            news.file = number
            news.received = size
            self.tell([upload.connection], .fileProgress(news))
        }
        self.uploads[number] = upload
    }

    // MARK: Fetching

    mutating func fetch(_ fetch: FetchFile, _ call: Call, by session: Session) {
        let count = min(Int(fetch.count), Self.windowMaximum)
        self.look(
            .attachment(message: fetch.message, account: session.account),
            then: .file(.found(call, offset: fetch.offset, count: count)))
    }

    // MARK: Answers

    mutating func continueFile(_ step: FileStep, with reply: StoreReply, at now: Moment) {
        switch (step, reply) {
        case (.offered(let call), .file(let file?)):
            self.outputs.append(
                .file(self.ticket(for: .file(.measured(call, file))), .measure(file.number)))
        case (.finishing(let call), .duplicate(let first)):
            self.answer(call, .posted(Posted(first)))
        case (.denied(let call, let denial), .recorded): self.refuse(call, denial)
        case (.offered(let call), .duplicate(let first)),
            (.denied(let call, _), .duplicate(let first)):
            var offered = FileOffered()
            offered.posted = Posted(first)
            self.answer(call, .fileOffered(offered))
        case (.measured(let call, let file), .measured(let size)):
            // A folder of another time may hold more under this number; what it holds is compared
            // with the digest at the end.
            let there = min(size, file.size)
            self.uploads[file.number] = Upload(
                file: file, connection: call.connection, received: there, written: there,
                told: there)
            var offered = FileOffered()
            offered.file = file.number
            offered.received = there
            self.answer(call, .fileOffered(offered))
        case (.appended(let number), .measured(let size)): self.written(size, of: number)
        case (.finishing(let call), .file(let file?)):
            self.outputs.append(
                .file(self.ticket(for: .file(.finished(call, file))), .finish(file)))
        case (.finished(let call, let file), .stored):
            self.uploads[file.number] = nil
            self.post(file, call, at: now)
        case (.found(let call, let offset, let count), .file(let file?)):
            guard offset < file.size else { return self.refuse(call, .fileNotFound) }
            let job = FileJob.read(file, offset: offset, count: count)
            self.outputs.append(
                .file(self.ticket(for: .file(.read(call, file, offset: offset))), job))
        case (.read(let call, let file, let offset), .bytes(let bytes)):
            self.send(bytes, of: file, at: offset, call)
        case (.forgetting, .files(let files)):
            guard !files.isEmpty else { return }
            self.outputs.append(.file(self.ticket(for: .file(.forgotten)), .forget(files)))
        case (.forgotten, _): break
        case (_, .file(nil)):
            if let call = step.call { self.refuse(call, .fileNotFound) }
        case (_, .denied(let refusal)):
            if let call = step.call { self.refuse(call, refusal) }
        default:
            if let call = step.call { self.refuse(call, .serverBusy) }
        }
    }

    /// The file is there: it is said in its chat, if its owner may still say something there.
    private mutating func post(_ file: FileRecord, _ call: Call, at now: Moment) {
        do throws(Denial) {
            guard let chat = self.chat(file.chat.text, of: file.owner) else {
                throw Denial(.chatNotFound)
            }
            guard chat.members[file.owner]?.role.rights(in: chat.kind).contains(.send) == true
            else { throw Denial(.accessDenied) }
            try self.requireReach(chat, by: file.owner)
            // What may be sent may have changed since it was offered.
            if let name = FileName(file.name) {
                try self.policies.files.check(name, size: file.size)
            }
            var fact = ChatFact(.message, file.caption)
            fact.file = file.number
            self.record(
                ChatPlan(fact), in: chat.id, by: file.owner, file.clientID, call, now,
                attachment: file)
        } catch {
            self.refuse(call, error)
        }
    }

    private mutating func send(
        _ bytes: [UInt8], of file: FileRecord, at offset: UInt64, _ call: Call
    ) {
        var range = FileRange()
        range.file = file.number
        range.offset = offset
        range.count = UInt32(clamping: bytes.count)
        range.size = file.size
        range.sha256 = .init(octets: file.digest)
        self.answer(call, .fileRange(range))
        let chunks = FileChunk.chunks(of: bytes, file: file.number, at: offset)
        self.outputs.append(.sendFile(call.connection, chunks.map(\.frame.bytes)))
    }

    /// What its sender does not go on with is taken up again by the next offer.
    mutating func forgetUploads(of id: ConnectionID) {
        self.uploads = self.uploads.filter { $0.value.connection != id }
    }
}

enum FileStep {
    case offered(Call)
    /// It may not be sent, unless it was sent already.
    case denied(Call, Denial)
    case measured(Call, FileRecord)
    case appended(UInt64)
    case forgetting
    case forgotten
    case finishing(Call)
    case finished(Call, FileRecord)
    case found(Call, offset: UInt64, count: Int)
    case read(Call, FileRecord, offset: UInt64)

    var call: Call? {
        switch self {
        case .offered(let call), .denied(let call, _), .measured(let call, _),
            .finishing(let call), .finished(let call, _), .found(let call, _, _),
            .read(let call, _, _):
            call
        case .appended, .forgetting, .forgotten: nil
        }
    }
}
