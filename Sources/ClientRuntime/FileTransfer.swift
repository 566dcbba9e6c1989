internal import Foundation
internal import NIOCore
internal import Rooms
internal import SecureSockets
internal import Sessions
internal import Synchronization
internal import Units
internal import Wire

/// One file on its way to or from the server, over any number of connections.
///
/// Its owner passes the session's events to `hear`.
final class FileTransfer: Sendable {
    /// Bytes that are sent ahead of what the server has written, and that one fetch asks for.
    static let window = 24 << 10

    /// How long a fetch may be quiet before what is missing is asked for again.
    static let quietMaximum: TimeAmount = .seconds(10)

    enum News: Sendable {
        /// The server has written so much of an upload.
        case written(UInt64)
        case refused(Refused)
        case chunk(FileChunk)
        case quiet
        /// Whatever was under way is lost.
        case offline
        case online
        case failed(ClientFailure)
    }

    private let news: AsyncStream<News>
    private let hearing: AsyncStream<News>.Continuation
    private let report: @Sendable (_ done: UInt64, _ size: UInt64) -> Void

    /// - Parameter report: hears of progress, in bytes.
    init(report: @escaping @Sendable (_ done: UInt64, _ size: UInt64) -> Void) {
        // A window's pieces and a little more; the server sends none that were not asked for.
        (self.news, self.hearing) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(256))
        self.report = report
    }

    func hear(_ event: ClientEvent) {
        switch event {
        case .server(.fileProgress(let progress)) where progress.hasRefused:
            self.hearing.yield(.refused(progress.refused))
        case .server(.fileProgress(let progress)): self.hearing.yield(.written(progress.received))
        case .fileChunk(let chunk): self.hearing.yield(.chunk(chunk))
        case .offline: self.hearing.yield(.offline)
        case .online: self.hearing.yield(.online)
        case .failed(let failure): self.hearing.yield(.failed(failure))
        default: break
        }
    }

    // MARK: Sending

    /// Sends a file into a chat, going on wherever a lost connection has left it.
    ///
    /// - Returns: the message that it comes with.
    func send(
        _ file: SourceFile, to chat: String, caption: String, over client: Client
    ) async throws(Failure) -> Posted {
        var offer = OfferFile()
        offer.chat = chat
        offer.clientID = .init(octets: Client.newMessageID())
        offer.name = file.name
        offer.size = file.size
        offer.sha256 = .init(octets: try file.digest())
        offer.caption = caption
        var news = self.news.makeAsyncIterator()
        while true {
            switch try await self.attempt(offer, file, over: client, &news) {
            case .some(let posted): return posted
            case nil: try await Self.waitUntilOnline(&news)
            }
        }
    }

    /// Nil if the connection was lost on the way.
    private func attempt(
        _ offer: OfferFile, _ file: SourceFile, over client: Client,
        _ news: inout AsyncStream<News>.Iterator,
    ) async throws(Failure) -> Posted? {
        guard let answer = try await client.requestIfConnected(.offerFile(offer)) else {
            return nil
        }
        guard case .fileOffered(let offered) = answer else { throw .unexpectedAnswer }
        if offered.hasPosted { return offered.posted }
        guard offered.received <= file.size else { throw .unexpectedAnswer }
        var (sent, written) = (offered.received, offered.received)
        while written < file.size {
            while sent < file.size, sent - written < UInt64(2 * Self.window) {
                let bytes = try file.read(at: sent, count: FileChunk.dataMaximum)
                let chunk = FileChunk(file: offered.file, offset: sent, data: bytes)
                // What there is no room for goes when the server tells of what it has.
                guard await client.send(chunk) else { break }
                sent += UInt64(bytes.count)
            }
            switch await news.next(isolation: nil) {
            case .written(let size) where size >= written && size <= file.size:
                written = size
                self.report(written, file.size)
            case .refused(let refused): throw Failure(refused)
            case .offline: return nil
            case .failed(let failure): throw Failure(failure)
            default: break
            }
        }
        var finish = FinishFile()
        finish.file = offered.file
        guard let last = try await client.requestIfConnected(.finishFile(finish)) else {
            return nil
        }
        guard case .posted(let posted) = last else { throw .unexpectedAnswer }
        return posted
    }

    private static func waitUntilOnline(
        _ news: inout AsyncStream<News>.Iterator
    ) async throws(Failure) {
        while let next = await news.next(isolation: nil) {
            if case .online = next { return }
            if case .failed(let failure) = next { throw Failure(failure) }
        }
    }

    // MARK: Fetching

    /// Fetches the file that came with a message, going on after what the target has already.
    func fetch(
        _ message: UInt64, into target: TargetFile, over client: Client
    ) async throws(Failure) {
        var news = self.news.makeAsyncIterator()
        while true {
            var fetch = FetchFile()
            fetch.message = message
            fetch.offset = target.size
            fetch.count = UInt32(Self.window)
            guard let answer = try await client.requestIfConnected(.fetchFile(fetch)) else {
                try await Self.waitUntilOnline(&news)
                continue
            }
            guard case .fileRange(let range) = answer, range.offset == target.size else {
                throw .unexpectedAnswer
            }
            let end = range.offset + UInt64(range.count)
            guard range.count > 0, end <= range.size else { throw .unexpectedAnswer }
            let alarm = client.loop.scheduleTask(in: Self.quietMaximum) { [hearing] in
                hearing.yield(.quiet)
            }
            let isThere = try await self.take(range.file, until: end, into: target, &news)
            alarm.cancel()
            guard isThere else { continue }
            self.report(target.size, range.size)
            if target.size == range.size {
                return try target.finish(digest: range.sha256.octets)
            }
        }
    }

    /// - Returns: whether all of it came; a connection may have been lost on the way.
    private func take(
        _ file: UInt64, until end: UInt64, into target: TargetFile,
        _ news: inout AsyncStream<News>.Iterator,
    ) async throws(Failure) -> Bool {
        while target.size < end {
            switch await news.next(isolation: nil) {
            case .chunk(let chunk) where chunk.file == file && chunk.offset == target.size:
                try target.append(chunk.data)
            case .offline, .quiet: return false
            case .failed(let failure): throw Failure(failure)
            case nil: return false
            default: break
            }
        }
        return true
    }
}

extension Client {
    /// Asks the server; nil if the connection was lost before the answer.
    func requestIfConnected(
        _ body: Request.OneOf_Body
    ) async throws(Failure) -> Response.OneOf_Body? {
        switch await self.answer(to: body) {
        case .connectionLost: return nil
        case .ended(let failure): throw Failure(failure)
        case .response(.refused(let refused)): throw Failure(refused)
        case .response(let body): return body
        }
    }

    /// Queues a piece of a file; false if there is no room for it, or no connection.
    fileprivate func send(_ chunk: FileChunk) async -> Bool {
        let frame = chunk.frame.bytes
        return await withCheckedContinuation { continuation in
            self.loop.execute {
                continuation.resume(returning: self.connection?.enqueue(file: [frame]) ?? false)
            }
        }
    }
}
