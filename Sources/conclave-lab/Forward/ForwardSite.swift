import SecureSockets
import Units
import Wire

/// A server at work, and a load of participants that use it.
struct ForwardSite {
    let name: String
    let server: LoadServer
    let load: Load
    /// How many get what one participant sends.
    let receiverCount: Int

    /// Where the server and where the load runs, so that neither waits for the other.
    static let serverCore = 1
    static let loadCore = 0

    /// Conferences of equal size on a Conclave server: `conferences × participants` connections, in
    /// this order.
    ///
    /// - Parameters:
    ///   - senders: how many of each conference publish a voice and a picture.
    ///   - receiveBuffer: `SO_RCVBUF` in bytes of each one; nil leaves it to the system.
    static func conclave(
        _ name: String = "conclave", program: String, conferences: Int = 1, participants: Int,
        senders: Int = 1, core: Int? = Self.serverCore, receiveBuffer: Int? = nil,
    ) throws -> ForwardSite {
        let server = try LoadServer.conclave(
            program, accounts: conferences * participants, core: core)
        let site = ForwardSite(
            name: name, server: server, load: try Load(), receiverCount: participants - 1)
        do {
            let context = try LoadContext(applicationProtocol: "conclave/1")
            for conference in 0..<conferences {
                let accounts = (0..<participants).map { "p\(conference * participants + $0)" }
                try site.fill(context, accounts, senders: senders, receiveBuffer)
            }
            try site.load.settle()
            return site
        } catch {
            server.stop()
            throw error
        }
    }

    /// One publisher, the first connection, and its subscribers on a bare forwarder.
    static func bare(
        program: String, subscribers: Int, core: Int? = Self.serverCore
    ) throws -> ForwardSite {
        let server = try BareForwarder.start(program, core: core)
        let site = ForwardSite(
            name: "bare", server: server, load: try Load(), receiverCount: subscribers)
        do {
            let context = try LoadContext(applicationProtocol: nil)
            for index in 0...subscribers {
                try site.load.add(
                    LoadConnection(
                        port: server.port, context, bareRole: index == 0 ? "P" : "S",
                        tally: site.load.tally))
            }
            try site.load.settle()
            return site
        } catch {
            server.stop()
            throw error
        }
    }

    /// One more conference.
    private func fill(
        _ context: LoadContext, _ accounts: [String], senders: Int, _ receiveBuffer: Int?
    ) throws {
        var conference = ""
        for (index, account) in accounts.enumerated() {
            let connection = try LoadConnection(
                port: self.server.port, context, account: account, password: ServeCommand.password,
                tally: self.load.tally, receiveBuffer: receiveBuffer)
            if index == 0 { conference = try Self.begin(connection, with: accounts.dropFirst()) }
            try connection.join(conference)
            if index < senders { try connection.publish() }
            try self.load.add(connection)
            // Everybody hears of everybody who comes.
            try self.load.catchUp()
        }
    }

    private static func begin(
        _ connection: LoadConnection, with others: ArraySlice<String>
    ) throws -> String {
        var new = NewChat()
        new.kind = .group
        new.title = "load"
        new.members = Array(others)
        guard case .chat(let chat) = try connection.ask(.newChat(new)) else {
            throw LoadError("no chat")
        }
        var start = StartConference()
        start.chat = chat.id
        guard case .conference(let entry) = try connection.ask(.startConference(start)) else {
            throw LoadError("no conference")
        }
        return entry.id
    }

    func stop() { self.server.stop() }

    /// Sends streams for some time and measures what that costs the server.
    func measure(_ streams: [LoadStream], for duration: Duration) throws -> ForwardFigures {
        let meter = ProcessMeter(pid: self.server.pid)
        self.load.tally.reset()
        let (time, start) = (meter.processorTime, Instant.now)
        let sent = try self.load.run(streams, for: duration)
        return ForwardFigures(
            processorTime: meter.processorTime - time, duration: Instant.now - start,
            deliveredCount: self.load.tally.deliveredCount,
            expectedCount: sent * self.receiverCount, delays: self.load.tally.delays)
    }
}
